/** One look at the accounts of a place: what is unusual and not said yet, put on record with its message. */
import type { AccountId } from '../accounts.ts';
import type { Deps } from '../features/feature.ts';
import { addDays, lastCompleteDay } from '../insights/spans.ts';
import type { ChartRenderer } from '../ports.ts';
import type { Report } from '../reports/report.ts';
import type { AlertChoice, AlertPlace, Finding } from './alert.ts';
import { decide, type Step } from './decide.ts';
import { bringEvidence, causeOf, type Seen } from './evidence.ts';
import { afterQuiet, postKeyOf, postOf } from './message.ts';
import { type Bare, milestonesOf, type Said } from './others.ts';
import { callReport, manyReport, noteReport } from './report.ts';
import { type AccountRows, readRows } from './rows.ts';
import { type Directed, watchAccount } from './watched.ts';

const DAY = 86_400_000;
/** Older days are no news, also after a long standstill. */
const NEWS_DAYS = 7;
/** Turning alerts on tells of days that are judged now: those of the last three. */
const NEWS_BEFORE_ON = 3;
const REMEMBERED = 60 * DAY;
/** From so many accounts on at once they share a message. */
const MANY = 3;
/** Messages of one look go out in their order. */
const APART = 2_000;

export interface AlertDeps {
  readonly deps: Deps;
  readonly renderer: ChartRenderer;
}

interface Found {
  readonly seen: Seen;
  readonly rows: AccountRows;
  readonly watched: Directed;
  readonly step: Step;
  readonly muted: boolean;
}

function newsFrom(place: AlertPlace, now: number): string {
  const last = lastCompleteDay(now);
  const oldest = addDays(last, -NEWS_DAYS);
  const on = addDays(lastCompleteDay(place.since), -NEWS_BEFORE_ON);
  return on > oldest ? on : oldest;
}

function bareOf({ watched, step }: Found): Bare {
  const { episode, kind, day, judgements } = step;
  return { accountId: watched.account.id, series: watched.series, episode, kind, day, facts: { judgements } };
}

async function reportOf(alerts: AlertDeps, { seen, rows, watched, step }: Found): Promise<Report> {
  if (step.kind !== 'call' && step.kind !== 'peak') return noteReport(watched, step);
  await bringEvidence(alerts.deps, seen, step);
  return callReport(watched, step, await causeOf(alerts.deps.store, seen.account, rows, step));
}

/** What becomes of one place in one look; keeps messages in their order. */
class Speaker {
  readonly #alerts: AlertDeps;
  readonly #place: AlertPlace;
  #said = 0;

  constructor(alerts: AlertDeps, place: AlertPlace) {
    this.#alerts = alerts;
    this.#place = place;
  }

  /** On record with the message, in one transaction; not again when it is there already. */
  async say(findings: readonly Bare[], report: (() => Promise<Report>) | undefined): Promise<void> {
    const { deps, renderer } = this.#alerts;
    const [first] = findings;
    if (first === undefined) return;
    const now = deps.clock();
    const place = this.#place;
    const own = postKeyOf({ ...first, placeId: place.id });
    const key = findings.length === 1 ? own : `${own}-and-${findings.length - 1}`;
    const nextAt = afterQuiet(place, now) + this.#said * APART;
    const tools = { renderer, logger: deps.logger };
    const post =
      report === undefined ? undefined : await postOf(tools, place, { key, report: await report(), now, nextAt });
    const rows = findings.map((one): Finding => ({
      ...one,
      placeId: place.id,
      foundAt: now,
      postKey: post?.key,
      useful: undefined,
    }));
    if (!(await deps.store.saveFindings(rows, post))) return;
    if (post !== undefined) this.#said += 1;
    deps.logger.info({ place: place.id, account: first.accountId, kind: first.kind }, 'an alert was found');
  }
}

function isMuted(choice: AlertChoice | undefined, now: number): boolean {
  return (choice?.mutedUntil ?? 0) > now;
}

/** Says things that need no judging; what was said before stays said. */
export async function sayAll(alerts: AlertDeps, place: AlertPlace, all: readonly Said[]): Promise<void> {
  const speaker = new Speaker(alerts, place);
  for (const { findings, report } of all) await speaker.say(findings, () => Promise.resolve(report));
}

/**
 * Judges these accounts for a place and puts on record what is new. Safe to repeat, and in several processes at once.
 * One account's failure is its own: it is logged, and the accounts to be looked at again come back.
 */
export async function lookAt(
  alerts: AlertDeps,
  place: AlertPlace,
  accounts: readonly Seen[],
  watched: number,
): Promise<ReadonlySet<AccountId>> {
  const { store, clock, logger } = alerts.deps;
  const now = clock();
  const speaker = new Speaker(alerts, place);
  const [choices, findings] = await Promise.all([
    store.listAlertChoices(place.id),
    store.listFindings(place.id, now - REMEMBERED),
  ]);
  const news = newsFrom(place, now);
  const found: Found[] = [];
  const failed = new Set<AccountId>();
  const guarded = async (ids: readonly AccountId[], work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      for (const id of ids) failed.add(id);
      logger.warn({ error, place: place.id, accounts: ids }, 'an account could not be looked at for alerts');
    }
  };
  const judge = async (seen: Seen): Promise<void> => {
    const { account } = seen;
    const choice = choices.find(({ accountId }) => accountId === account.id);
    if (choice?.offAt !== undefined) return;
    const rows = await readRows(store, account, now);
    const muted = isMuted(choice, now);
    const known = findings.filter(({ accountId }) => accountId === account.id);
    const { sensitivity } = place;
    for (const one of watchAccount(account, rows, { sensitivity, watched, steps: choice?.steps ?? 0 })) {
      const said = known.filter(({ series }) => series === one.series);
      const options = { directions: one.directions, newsFrom: news, lastDay: lastCompleteDay(now) };
      for (const step of decide(one.watch, said, options)) found.push({ seen, rows, watched: one, step, muted });
    }
    for (const { findings: reached, report } of milestonesOf(account, rows, news)) {
      if (reached.every(({ episode }) => known.some((one) => one.kind === 'milestone' && one.episode === episode)))
        continue;
      await speaker.say(reached, muted ? undefined : () => Promise.resolve(report));
    }
  };
  for (const seen of accounts) await guarded([seen.account.id], () => judge(seen));
  const calls = found.filter(({ step, muted }) => step.kind === 'call' && !muted);
  const together = new Set(calls.map(({ seen }) => seen.account.id)).size >= MANY ? calls : [];
  await guarded(
    together.map(({ seen }) => seen.account.id),
    () => speaker.say(together.map(bareOf), () => Promise.resolve(manyReport(together))),
  );
  for (const one of found) {
    if (together.includes(one)) continue;
    await guarded([one.seen.account.id], () =>
      speaker.say([bareOf(one)], one.muted ? undefined : () => reportOf(alerts, one)),
    );
  }
  return failed;
}
