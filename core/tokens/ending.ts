/** Rights to read that end or were refused, told in time where the account is used, with the one link that mends them. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Connection } from '../accounts.ts';
import { rightsAtRisk, type Bare } from '../alerts/others.ts';
import { packReport } from '../deliveries/pack.ts';
import type { Subscription } from '../digests/subscription.ts';
import { isAppError } from '../errors.ts';
import type { Deps } from '../features/feature.ts';
import type { AlertPlace } from '../alerts/alert.ts';
import type { ConnectedAccount, Destination } from '../ports.ts';
import type { RenderedReport, Report } from '../reports/report.ts';
import { offerRenewal } from './oauth.ts';

/** Findings remembered for each channel; a connection has eight at most in its life. */
const REMEMBERED = 500;
const TOLD = z.array(z.string());

interface Room {
  readonly place: Destination;
  readonly workspaceId: number;
  readonly rights: ConnectedAccount[];
}

/** The report of a right at risk with the link to log in again, where login in the browser is set up. */
export async function withRenewal(
  deps: Pick<Deps, 'store' | 'clock' | 'oauth'>,
  connections: readonly Connection[],
  report: Report,
): Promise<Report> {
  const [first] = connections;
  if (deps.oauth === undefined || first === undefined) return report;
  const { login, workspaceId, connectedBy: person } = first;
  const accounts = connections.map(({ accountId }) => accountId);
  const userId = person?.userId ?? '';
  const url = await offerRenewal(deps, deps.oauth, { login, workspaceId, userId, person, accounts });
  return {
    ...report,
    blocks: [...report.blocks, { kind: 'links', links: [{ label: 'Connect again', url }] }],
    actions: report.actions.filter(({ form }) => form === undefined),
  };
}

async function personsChannel(deps: Deps, { connectedBy }: Connection): Promise<Destination | undefined> {
  if (connectedBy === undefined) return undefined;
  const { platform, workspaceRemoteId, userId, channelId: asked } = connectedBy;
  const adapter = deps.chats?.().find((one) => one.platform === platform);
  let channelId = asked;
  try {
    channelId = (await adapter?.directChannel(workspaceRemoteId, userId)) ?? asked;
  } catch (error) {
    if (!isAppError(error)) throw error;
  }
  return channelId === undefined ? undefined : { platform, workspaceRemoteId, channelId };
}

/**
 * Where a warning about a connection goes: the channels whose digests show the account; where alerts are on they tell it
 * in their channel. When the account is used in neither, whoever connected it.
 */
async function placesOf(
  deps: Deps,
  { account, connection }: ConnectedAccount,
  digests: readonly Subscription[],
  alerts: readonly AlertPlace[],
): Promise<readonly Destination[]> {
  const { workspaceId } = connection;
  const used = digests.filter(
    (one) =>
      one.workspaceId === workspaceId &&
      one.accounts.includes(account.id) &&
      one.pausedAt === undefined &&
      one.failing === undefined,
  );
  const alerted = alerts.filter(
    (one) => one.workspaceId === workspaceId && one.offAt === undefined && one.failing === undefined,
  );
  if (used.length + alerted.length > 0) {
    return used.filter(({ channelId }) => alerted.every((one) => one.channelId !== channelId));
  }
  const own = await personsChannel(deps, connection);
  if (own === undefined) deps.logger.warn({ account: account.id }, 'a right to read ends and nobody can be told');
  return own === undefined ? [] : [own];
}

function nameOf({ accountId, episode, day }: Bare): string {
  return `${accountId} ${episode} ${day}`;
}

/**
 * Puts on record what a channel was not told yet, each message with the word that it was told: no crash lies between. Where
 * another process tells at the same time, what is left is told at the next look.
 */
async function tell(deps: Deps, { place, workspaceId, rights }: Room): Promise<void> {
  const { store, clock } = deps;
  const { platform, workspaceRemoteId, channelId } = place;
  const now = clock();
  const setting = `told-rights:${platform}:${workspaceRemoteId}:${channelId}`;
  let before = await store.readSetting(setting);
  const known = TOLD.parse(JSON.parse(before ?? '[]'));
  const fresh = rightsAtRisk(rights, now, (finding) => known.includes(nameOf(finding)));
  for (const { findings, report } of fresh) {
    const names = findings.map(nameOf);
    const hash = createHash('sha256')
      .update([setting, ...names].join('|'))
      .digest('hex')
      .slice(0, 32);
    const about = rights.filter(({ account }) => findings.some(({ accountId }) => accountId === account.id));
    const whole = await withRenewal(
      deps,
      about.map(({ connection }) => connection),
      report,
    );
    const post = {
      key: `right-${hash}`,
      workspaceId,
      platform,
      workspaceRemoteId,
      channelId,
      // Nothing to draw: a warning has no pictures.
      payload: packReport({ ...whole, footer: 'You get this because this account is used here.' } as RenderedReport),
      nextAt: now,
      createdAt: now,
    };
    known.push(...names);
    const after = JSON.stringify(known.slice(-REMEMBERED));
    if (!(await store.addPostOnce(post, { name: setting, before, after }))) return;
    before = after;
  }
}

/**
 * Tells every channel that uses an account 14, 7 and 1 days before its token or Meta's data-access window ends, when it
 * has ended, and when the token was refused; each once, whatever crashes and whichever process does it.
 */
export async function tellEndingRights(deps: Deps): Promise<void> {
  const { store, clock } = deps;
  const now = clock();
  const all = await store.listAllConnections();
  const ending = all.filter((one) => one.account.origin !== 'demo' && rightsAtRisk([one], now, () => false).length > 0);
  if (ending.length === 0) return;
  const [digests, alerts] = await Promise.all([store.listSubscriptions(), store.listAlertPlaces()]);
  const rooms = new Map<string, Room>();
  for (const right of ending) {
    const told = new Set<string>();
    for (const place of await placesOf(deps, right, digests, alerts)) {
      const { workspaceId } = right.connection;
      const key = JSON.stringify([workspaceId, place.platform, place.workspaceRemoteId, place.channelId]);
      const room = rooms.get(key) ?? { place, workspaceId, rights: [] };
      if (!told.has(key)) room.rights.push(right);
      told.add(key);
      rooms.set(key, room);
    }
  }
  for (const room of rooms.values()) await tell(deps, room);
}
