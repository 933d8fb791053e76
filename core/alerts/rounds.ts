/** Alerts as background work: a look follows every reading, and the rights to read are looked at every hour. */
import type { AccountId } from '../accounts.ts';
import type { AfterCollect } from '../collector/sweep.ts';
import { seenAccounts } from '../digests/sight.ts';
import { withRenewal } from '../tokens/ending.ts';
import type { Round } from '../work/rounds.ts';
import type { AlertPlace } from './alert.ts';
import { lookAt, sayAll } from './look.ts';
import { rightsAtRisk } from './others.ts';
import type { AlertDeps } from './speaker.ts';

const SECOND = 1_000;
const EVERY = 5 * SECOND;
const RIGHTS_EVERY = 3_600 * SECOND;
/** Tokens last 60 days; what was told of one is remembered longer than that. */
const RIGHTS_REMEMBERED = 120 * 86_400 * SECOND;

/** What the collector calls and what the worker runs. */
export interface AlertWatch {
  readonly afterCollect: AfterCollect;
  readonly round: Round;
}

/**
 * Follower alerts. After a start every account is looked at once: what a killed process had read and not said is found
 * again, for everything is decided from the store.
 */
export function createAlertWatch(alerts: AlertDeps): AlertWatch {
  const { deps } = alerts;
  const { store, clock, logger } = deps;
  /** Undefined: all. */
  let waiting: Set<AccountId> | undefined;
  let rightsAt = -Infinity;

  async function sightOf(place: AlertPlace) {
    const own = await store.listAccounts(place.workspaceId);
    const real = own.filter(({ origin }) => origin !== 'demo');
    const shown = real.some(({ origin }) => origin === 'graph') || !deps.about().demo ? real : own;
    // The demo's accounts are everybody's while it runs.
    const demo = deps.about().demo && shown.length === 0 ? await store.listAllConnections() : [];
    const shared = demo.flatMap(({ account }) => (account.origin === 'demo' ? account.id : []));
    return seenAccounts(deps, place.workspaceId, [...shown.map(({ id }) => id), ...new Set(shared)]);
  }

  async function lookAtRights(place: AlertPlace, now: number): Promise<void> {
    const seen = (await sightOf(place)).flatMap(({ account, connection }) =>
      connection === undefined || account.origin === 'demo' ? [] : [{ account, connection }],
    );
    const known = await store.listFindings(place.id, now - RIGHTS_REMEMBERED);
    const risks = rightsAtRisk(seen, now, (one) =>
      known.some(
        ({ accountId, episode, kind, day }) =>
          accountId === one.accountId && episode === one.episode && kind === one.kind && day === one.day,
      ),
    );
    const said = risks.map(async ({ findings, report }) => {
      const about = seen.filter(({ account }) => findings.some(({ accountId }) => accountId === account.id));
      const connections = about.map(({ connection }) => connection);
      return { findings, report: await withRenewal(deps, connections, report) };
    });
    await sayAll(alerts, place, await Promise.all(said));
  }

  /** The accounts of a place to be looked at again; undefined when they are not known. */
  async function lookAtPlace(
    place: AlertPlace,
    taken: ReadonlySet<AccountId> | undefined,
  ): Promise<ReadonlySet<AccountId> | undefined> {
    let due: readonly AccountId[] | undefined;
    try {
      const seen = await sightOf(place);
      const now = seen.filter(({ account }) => taken?.has(account.id) ?? true);
      due = now.map(({ account }) => account.id);
      return now.length > 0 ? await lookAt(alerts, place, now, seen.length) : new Set();
    } catch (error) {
      logger.warn({ error, place: place.id }, 'a place could not be looked at for alerts');
      return due === undefined ? taken : new Set(due);
    }
  }

  async function run(signal: AbortSignal): Promise<void> {
    const taken = waiting;
    const now = clock();
    const rightsDue = now - rightsAt >= RIGHTS_EVERY;
    if (taken?.size === 0 && !rightsDue) return;
    const places = (await store.listAlertPlaces()).filter(({ offAt }) => offAt === undefined);
    waiting = new Set();
    for (const place of places) {
      if (signal.aborted) break;
      const again = await lookAtPlace(place, taken);
      waiting = again === undefined || waiting === undefined ? undefined : new Set([...waiting, ...again]);
      if (!rightsDue) continue;
      try {
        await lookAtRights(place, now);
      } catch (error) {
        logger.warn({ error, place: place.id }, 'the rights to read could not be looked at for alerts');
      }
    }
    if (signal.aborted) waiting = undefined;
    else if (rightsDue) rightsAt = now;
  }

  return {
    round: { name: 'alerts', everyMs: EVERY, run },
    afterCollect: (account) => {
      waiting?.add(account.id);
      return Promise.resolve();
    },
  };
}
