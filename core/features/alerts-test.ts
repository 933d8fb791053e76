/** `alerts test`: what an alert looks like, made from the account's own days and an invented one. */
import type { Account } from '../accounts.ts';
import type { Step } from '../alerts/decide.ts';
import { bringEvidence, causeOf } from '../alerts/evidence.ts';
import { callReport, type Watched } from '../alerts/report.ts';
import { type AccountRows, hasGained, readRows } from '../alerts/rows.ts';
import { type DayRow, dayNumber, dayOf } from '../insights/spikes/days.ts';
import { watch } from '../insights/spikes/episodes.ts';
import { DAYS_TO_ALERT, judge, type Judgement } from '../insights/spikes/judge.ts';
import { METRICS, sourceFor } from '../instagram/catalogue.ts';
import { bringUpToDate } from '../insights/collect.ts';
import { daysUntil, lastCompleteDay } from '../insights/spans.ts';
import type { Answer, Ask, Deps } from './feature.ts';
import { openAccess, pickAccount } from './pick-account.ts';

/** The invented day is so many times the usual, and at least so many followers. */
const TIMES = 9;
const AT_LEAST = 30;
const INVENTED_DAYS = 42;
/** So far back Instagram tells new followers. */
const DAYS_SERVED = 30;

/** The account's days with what Instagram can add to them now. */
async function freshRows(deps: Deps, ask: Ask, account: Account): Promise<AccountRows> {
  const now = deps.clock();
  const { connection, graph: access } = openAccess(deps, ask, account);
  const metric = METRICS.get('follower_count');
  const source = metric === undefined || connection === undefined ? undefined : sourceFor(metric, connection.login);
  if (source?.kind === 'insights') {
    const daily = [daysUntil(lastCompleteDay(now), DAYS_SERVED)];
    await bringUpToDate(deps, { account, access, source, companions: [], daily, windows: [] });
  }
  return readRows(deps.store, account, now);
}

/** Days like any account's, where too few are known. */
function inventedRow(now: number): DayRow {
  const values = Array.from({ length: INVENTED_DAYS }, (_, i) => 40 + ((i * i * 7 + i * 3) % 17));
  return {
    first: dayNumber(lastCompleteDay(now)) - INVENTED_DAYS + 1,
    values,
    settled: values.map(() => true),
    covers: values.map(() => 1),
  };
}

/** The row with its last known day raised until it is unusual. */
function withJump(row: DayRow): { readonly row: DayRow; readonly peak: Judgement } | undefined {
  const at = row.values.findLastIndex((value) => value !== null);
  const usual = judge(row, at, { kind: 'counts' });
  if (usual === undefined || usual.expected.known < DAYS_TO_ALERT) return undefined;
  // Above every day shown, because the picture names its highest.
  const highest = Math.max(...row.values.map((value) => value ?? 0));
  const value = Math.max(Math.round(usual.expected.mean * TIMES), highest) + AT_LEAST;
  const raised = { ...row, values: row.values.with(at, value), settled: row.settled.with(at, true) };
  const peak = judge(raised, at, { kind: 'counts' });
  return peak === undefined ? undefined : { row: raised, peak };
}

interface Example {
  readonly watched: Watched;
  readonly step: Step;
}

function exampleOf(
  account: Account,
  rows: AccountRows,
  now: number,
): (Example & { readonly own: boolean }) | undefined {
  const own = hasGained(rows) ? withJump(rows.gained) : undefined;
  const jump = own ?? withJump(inventedRow(now));
  if (jump === undefined) return undefined;
  const { row, peak } = jump;
  // Earlier jumps of the account must not become a new level here: the picture's range is the one the words name.
  const seen = watch(row, { kind: 'counts', threshold: -Infinity, followers: rows.followers });
  const day = dayOf(row.first + row.values.findLastIndex((value) => value !== null));
  const days = row.values.map((_, i) => dayOf(row.first + i));
  const excess = peak.value - peak.expected.mean;
  return {
    own: own !== undefined,
    watched: { account, series: 'new', row, watch: seen, invented: new Set(own === undefined ? days : [day]) },
    step: {
      episode: day,
      kind: 'call',
      day,
      judgements: [peak],
      peak,
      excess,
      flagged: 1,
      before: [],
      closed: undefined,
    },
  };
}

export async function testAlert(deps: Deps, ask: Ask, rest: readonly string[]): Promise<Answer> {
  const account = pickAccount({ ...ask, command: { ...ask.command, what: 'alerts test', rest } });
  const rows = await freshRows(deps, ask, account);
  const example = exampleOf(account, rows, deps.clock());
  if (example === undefined) throw new Error('an invented alert could not be judged');
  const { watched, step, own } = example;
  const connection = ask.connections.find(({ accountId }) => accountId === account.id);
  await bringEvidence(deps, { account, connection }, step);
  const report = callReport(watched, step, await causeOf(deps.store, account, rows, step));
  const text = own
    ? `An example: the last day of @${account.username} with an invented number. Nothing of this happened.`
    : `An example with invented days: fewer than 14 days of new followers of @${account.username} are known yet.`;
  return {
    status: 'answered',
    report: {
      ...report,
      title: `Example: ${report.title}`,
      summary: `Example: ${report.summary}`,
      blocks: [{ kind: 'notice', tone: 'info', text }, ...report.blocks],
      footer: account.origin === 'demo' ? `Demo data · ${report.footer}` : report.footer,
      actions: report.actions.filter(({ group }) => group !== 'fix'),
    },
  };
}
