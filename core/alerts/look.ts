/** One look at the accounts of a place: what is unusual and not said yet, put on record with its message. */
import type { AccountId } from '../accounts.ts';
import { addDays, lastCompleteDay } from '../insights/spans.ts';
import type { Mention, Report } from '../reports/report.ts';
import type { AlertChoice, AlertPlace, FindingKind } from './alert.ts';
import { decide, type Step } from './decide.ts';
import { bringEvidence, causeOf, type Seen } from './evidence.ts';
import { inputsOf } from './inputs.ts';
import { type Bare, milestonesOf, type Said } from './others.ts';
import { callReport, manyReport, noteReport } from './report.ts';
import { type AccountRows, readRows } from './rows.ts';
import { type AlertDeps, Speaker } from './speaker.ts';
import { followUpsOf } from './stayed.ts';
import { rootOf } from './threads.ts';
import { type Directed, watchAccount } from './watched.ts';

const DAY = 86_400_000;
/** Older days are no news, also after a long standstill. */
const NEWS_DAYS = 7;
/** Turning alerts on tells of days that are judged now: those of the last three. */
const NEWS_BEFORE_ON = 3;
const REMEMBERED = 60 * DAY;
/** From so many accounts on at once they share a message. */
const MANY = 3;
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
  const { episode, kind, day, judgements, before } = step;
  const restated = before.length === 0 ? {} : { before };
  const facts = { judgements, ...restated, inputs: inputsOf(watched, step) };
  return { accountId: watched.account.id, series: watched.series, episode, kind, day, facts };
}

const CALLS: ReadonlySet<FindingKind> = new Set(['call', 'peak']);

async function reportOf(
  alerts: AlertDeps,
  { seen, rows, watched, step }: Found,
  alone: boolean,
  mention: Mention | undefined,
): Promise<Report> {
  if (!CALLS.has(step.kind) && !alone) return noteReport(watched, step);
  await bringEvidence(alerts.deps, seen, step);
  return callReport(watched, step, await causeOf(alerts.deps.store, seen.account, rows, step), mention);
}

/** A call in the channel, everything else of the episode under it; an episode nobody was called for is called once. */
async function tell(alerts: AlertDeps, speaker: Speaker, found: Found): Promise<void> {
  const { watched, step, muted } = found;
  const { account, series } = watched;
  const own = speaker.said.filter((one) => one.accountId === account.id && one.series === series);
  const thread = step.kind === 'call' ? undefined : rootOf(own, step.episode);
  const alone = thread === undefined && (step.kind === 'update' || CALLS.has(step.kind));
  const silent = muted || (thread === undefined && !alone);
  await speaker.say({
    findings: [bareOf(found)],
    report: silent ? undefined : () => reportOf(alerts, found, alone, speaker.mention),
    thread,
    quiet: !alone && !CALLS.has(step.kind),
  });
}

function isMuted(choice: AlertChoice | undefined, now: number): boolean {
  return (choice?.mutedUntil ?? 0) > now;
}

/** Says things that need no judging; what was said before stays said. */
export async function sayAll(alerts: AlertDeps, place: AlertPlace, all: readonly Said[]): Promise<void> {
  const speaker = new Speaker(alerts, place);
  for (const { findings, report } of all) await speaker.say({ findings, report: () => Promise.resolve(report) });
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
  const [choices, findings] = await Promise.all([
    store.listAlertChoices(place.id),
    store.listFindings(place.id, now - REMEMBERED),
  ]);
  const speaker = new Speaker(alerts, place, findings);
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
      for (const { finding, report } of followUpsOf(rows, one, said, options.lastDay)) {
        const thread = rootOf(said, finding.episode);
        const silent = muted || thread === undefined;
        const words = silent ? undefined : () => Promise.resolve(report);
        await speaker.say({ findings: [finding], report: words, thread, quiet: true });
      }
    }
    for (const { findings: reached, report } of milestonesOf(account, rows, news)) {
      if (reached.every(({ episode }) => known.some((one) => one.kind === 'milestone' && one.episode === episode)))
        continue;
      await speaker.say({ findings: reached, report: muted ? undefined : () => Promise.resolve(report) });
    }
  };
  for (const seen of accounts) await guarded([seen.account.id], () => judge(seen));
  const calls = found.filter(({ step, muted }) => step.kind === 'call' && !muted);
  const together = new Set(calls.map(({ seen }) => seen.account.id)).size >= MANY ? calls : [];
  await guarded(
    together.map(({ seen }) => seen.account.id),
    () =>
      speaker.say({
        findings: together.map(bareOf),
        report: () => Promise.resolve(manyReport(together, place.mention)),
      }),
  );
  for (const one of found) {
    if (together.includes(one)) continue;
    await guarded([one.seen.account.id], () => tell(alerts, speaker, one));
  }
  return failed;
}
