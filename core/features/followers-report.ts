/** `/ig followers week`, `/ig media_count 28d`: totals from our own readings, for followers with new, lost and net. */
import { sourceFor } from '../instagram/catalogue.ts';
import type { Metric } from '../instagram/metric.ts';
import { METRICS } from '../instagram/catalogue.ts';
import { bringUpToDate } from '../insights/collect.ts';
import { toPoints, type Measured } from '../insights/measure.ts';
import type { Period } from '../insights/periods.ts';
import { bringProfileUpToDate, type CountedField } from '../insights/profiles.ts';
import type { Days, IsoDate, Reading } from '../insights/series.ts';
import { addDays, daysBefore, daysUntil, instagramToday, lastCompleteDay, listDays } from '../insights/spans.ts';
import { formatDelta, formatFullDay, formatInstant, formatNumber } from '../reports/format.ts';
import type { Stat } from '../reports/report.ts';
import { AppError } from '../errors.ts';
import type { Access, Answer, Ask, Deps } from './feature.ts';
import { accountingBlocks, type Flow } from './followers-accounting.ts';
import { askedPeriod } from './metric-period.ts';
import { importedOnly } from './metric-source.ts';
import { buildMetricAnswer } from './metric-words.ts';
import { settleProblems } from './problems.ts';

const FOLLOWERS = 'followers_count';
const FLOW = 'follows_and_unfollows';
/** A single day's total is drawn among the two weeks before it. */
const DAYS_AROUND_ONE = 14;

/** The last total read on or before a day, at most a week older: totals move slowly, but not for ever. */
function totalAt(totals: ReadonlyMap<IsoDate, Reading>, day: IsoDate): Reading | undefined {
  return listDays(daysUntil(day, 7))
    .map((near) => totals.get(near))
    .filter((reading) => reading !== undefined)
    .at(-1);
}

const NOTHING: Measured = {
  value: null,
  state: 'unavailable',
  reason: 'no total was read then; Instagram keeps no history of it',
  missing: [],
  covers: true,
  readAt: undefined,
  imported: 'nothing',
};

function asMeasured(reading: Reading | undefined, running: boolean): Measured {
  if (reading === undefined || reading.value === null) return NOTHING;
  const { value, confirmedAt, source, estimated } = reading;
  return {
    ...NOTHING,
    value,
    state: running ? 'provisional' : estimated ? 'estimated' : 'final',
    reason: undefined,
    readAt: confirmedAt,
    imported: source === 'import' ? 'all' : 'nothing',
  };
}

/** The totals of a period: at its end, at the end of the one before, and what has to be said about them. */
interface Totals {
  readonly current: Measured;
  readonly previous: Measured;
  readonly notes: readonly string[];
  /** Both totals, where they were read on the very days between which followers came and went. */
  readonly exact: { readonly start: number; readonly end: number } | undefined;
}

/**
 * The total of a period is the newest reading of its last day, so that it is the last point of the series. Where that day
 * has none, the nearest older one stands in, or for a period that ends with yesterday the running total of today; both
 * are said.
 */
function totalsOf(totals: ReadonlyMap<IsoDate, Reading>, period: Period, now: number): Totals {
  const { to } = period.days;
  const before = addDays(period.days.from, -1);
  const running = to === lastCompleteDay(now) ? totals.get(instagramToday(now)) : undefined;
  const reading = totals.get(to) ?? running ?? totalAt(totals, to);
  const earlier = totalAt(totals, before);
  const standsIn = (found: Reading | undefined, day: IsoDate): readonly string[] =>
    found === undefined || found.days.to === day
      ? []
      : [`No total was read on ${formatFullDay(day)}; in its place stands the one of ${formatFullDay(found.days.to)}.`];
  const current = asMeasured(reading, reading !== undefined && reading === running);
  const [start, end] = [totals.get(before)?.value ?? null, totals.get(to)?.value ?? null];
  return {
    current,
    exact: start === null || end === null ? undefined : { start, end },
    previous: asMeasured(earlier, false),
    notes: [
      ...standsIn(reading, to),
      ...standsIn(earlier, before),
      ...(earlier === undefined ? ['Instagram keeps no history of the total: ours grows with every reading.'] : []),
    ],
  };
}

/** New and lost followers of a window; undefined where Instagram does not say. */
async function readFlow(
  deps: Deps,
  access: Access,
  days: Days,
): Promise<{ readonly flow: Flow | undefined; readonly problems: readonly AppError[] }> {
  const row = METRICS.get(FLOW);
  const source = row === undefined ? undefined : sourceFor(row, access.connection?.login ?? 'facebook');
  if (source?.kind !== 'insights') return { flow: undefined, problems: [] };
  const { windows, problems } = await bringUpToDate(deps, {
    account: access.account,
    access: access.graph,
    source,
    companions: [],
    daily: [],
    windows: [days],
  });
  const detail = [...windows.values()][0]?.detail;
  if (detail === undefined) return { flow: undefined, problems };
  // Buckets of zero are left out of a breakdown that has a value at all (FOLLOWER: began, NON_FOLLOWER: stopped or left).
  return { flow: { gained: detail['FOLLOWER'] ?? 0, lost: detail['NON_FOLLOWER'] ?? 0 }, problems };
}

function flowStats(flow: Flow | undefined): readonly Stat[] {
  if (flow === undefined) return [];
  return [
    { label: 'New', value: formatNumber(flow.gained), note: 'began to follow' },
    { label: 'Lost', value: formatNumber(flow.lost), note: 'unfollowed or left Instagram' },
    { label: 'Net', value: formatDelta(flow.gained - flow.lost), note: 'new less lost' },
  ];
}

async function readTotals(
  deps: Deps,
  access: Access,
  field: CountedField,
  days: Days,
): Promise<ReadonlyMap<IsoDate, Reading>> {
  const readings = await deps.store.readReadings({
    account: access.account.id,
    metrics: [field],
    breakdown: '',
    days,
    span: 'daily',
  });
  // What we read ourselves goes before what another tool had kept.
  const imported = readings.filter(({ source }) => source === 'import');
  const own = readings.filter(({ source }) => source !== 'import');
  return new Map([...imported, ...own].map((reading) => [reading.days.from, reading]));
}

/** The total now, beside that of a period: today is not over, so it is no day of the series. */
function nowStats(
  metric: Metric,
  totals: ReadonlyMap<IsoDate, Reading>,
  measured: Measured,
  now: number,
): readonly Stat[] {
  const latest = totals.get(instagramToday(now));
  if (latest === undefined || latest.value === null || latest.confirmedAt === measured.readAt) return [];
  return [
    {
      label: 'Now',
      value: formatNumber(latest.value),
      note: `${metric.unit}, read ${formatInstant(latest.confirmedAt)}`,
    },
  ];
}

async function nothingRead(deps: Deps, access: Access, metric: Metric, field: CountedField): Promise<AppError> {
  const { account } = access;
  const kept = (await deps.store.listHistory(account.id)).find((row) => row.metric === field);
  const what = field === FOLLOWERS ? 'follower total' : `number of ${metric.label.toLowerCase()}`;
  if (kept === undefined && account.origin === 'import') return importedOnly(`the ${what}`, account);
  return new AppError('bad-request', `No ${what} of @${account.username} is known for the end of that period.`, {
    hint:
      kept === undefined
        ? 'Instagram keeps no history of totals; ours begins with the first reading.'
        : `Our readings go from ${formatFullDay(kept.days.from)} to ${formatFullDay(kept.days.to)}.`,
    suggestions: kept === undefined ? [] : [`${metric.name} ${kept.days.from}..${kept.days.to} @${account.username}`],
  });
}

/** `lifetime`, and a bare field of the profile: the newest total, which is as of now. */
async function answerNow(deps: Deps, ask: Ask, found: Question, now: number): Promise<Answer> {
  const { access, asked, metric, field } = found;
  const profile = await bringProfileUpToDate(deps, access.account, access.graph);
  const { known } = profile;
  const today = instagramToday(known?.readAt ?? now);
  const value = known?.profile[field];
  const current: Measured =
    known === undefined || value === undefined
      ? NOTHING
      : { ...NOTHING, value, state: 'final', reason: undefined, readAt: known.readAt };
  const since = { known: current.value !== null, readAt: current.readAt };
  const notes = await settleProblems(deps, ask, access, profile.problems, since);
  if (current.value === null) throw await nothingRead(deps, access, metric, field);
  const shown = daysUntil(today, DAYS_AROUND_ONE);
  const totals = await readTotals(deps, access, field, shown);
  const days = { from: today, to: today };
  const period: Period = {
    key: 'lifetime',
    kind: 'lifetime',
    days,
    previous: daysBefore(days),
    notes: ['A total has no period of its own: this is the number now.'],
  };
  const previous = asMeasured(totals.get(period.previous.to), false);
  const points = toPoints(shown, totals);
  return buildMetricAnswer(ask, {
    ...{ asked, metric, servedBy: field, account: access.account, period, shown, current, previous, points },
    ...{ previousPoints: [], tooFew: false, notes, now },
  });
}

/** A count of the profile asked for as a metric. */
interface Question {
  readonly access: Access;
  readonly asked: Metric;
  readonly metric: Metric;
  readonly field: CountedField;
}

/**
 * A total over a period, from our own readings: followers with new, lost and net beside them, accounts followed, posts.
 * AppError when none was read then.
 */
export async function totalAnswer(deps: Deps, ask: Ask, found: Question): Promise<Answer> {
  const now = deps.clock();
  const { access, asked, metric, field } = found;
  const { when } = ask.command;
  if (when === 'lifetime' || (when === undefined && metric.name !== 'followers'))
    return answerNow(deps, ask, found, now);
  const period = askedPeriod(ask, now);
  const profile = await bringProfileUpToDate(deps, access.account, access.graph);
  const oldest = addDays(period.previous.from, -DAYS_AROUND_ONE);
  const totals = await readTotals(deps, access, field, { from: oldest, to: instagramToday(now) });
  const { current, previous, exact, notes: ours } = totalsOf(totals, period, now);
  const since = { known: current.value !== null, readAt: current.readAt };
  const notes = await settleProblems(deps, ask, access, profile.problems, since);
  if (current.value === null) throw await nothingRead(deps, access, metric, field);
  const { flow, problems } =
    field === FOLLOWERS ? await readFlow(deps, access, period.days) : { flow: undefined, problems: [] };
  const shown = period.days.from === period.days.to ? daysUntil(period.days.to, DAYS_AROUND_ONE) : period.days;
  const points = toPoints(shown, totals);
  return buildMetricAnswer(ask, {
    ...{ asked, metric, servedBy: field, account: access.account, period, shown, current, previous, points },
    ...{ previousPoints: [], tooFew: false, now },
    notes: [...notes, ...(flow === undefined && problems[0] !== undefined ? [problems[0].message] : []), ...ours],
    extra: [...nowStats(metric, totals, current, now), ...flowStats(flow)],
    more:
      flow === undefined || exact === undefined
        ? []
        : accountingBlocks(access.account.username, period.days, { ...flow, ...exact }),
  });
}
