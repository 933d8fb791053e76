/** `/ig followers week`: the total from our own readings, with new, lost and net beside it. */
import { sourceFor } from '../instagram/catalogue.ts';
import type { Metric } from '../instagram/metric.ts';
import { METRICS } from '../instagram/catalogue.ts';
import { bringUpToDate } from '../insights/collect.ts';
import { toPoints, type Measured } from '../insights/measure.ts';
import type { Period } from '../insights/periods.ts';
import { bringProfileUpToDate } from '../insights/profiles.ts';
import type { Days, IsoDate, Reading } from '../insights/series.ts';
import { addDays, daysUntil, instagramToday, lastCompleteDay, listDays } from '../insights/spans.ts';
import { formatDelta, formatNumber } from '../reports/format.ts';
import type { Stat } from '../reports/report.ts';
import { AppError } from '../errors.ts';
import type { Access, Answer, Ask, Deps } from './feature.ts';
import { askedPeriod } from './metric-period.ts';
import { buildMetricAnswer } from './metric-words.ts';
import { settleProblems } from './problems.ts';

const TOTAL = 'followers_count';
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

function asMeasured(reading: Reading | undefined, reason: string): Measured {
  if (reading === undefined || reading.value === null) {
    return { value: null, state: 'unavailable', reason, missing: [], covers: true, readAt: undefined, imported: false };
  }
  const { value, confirmedAt, source, estimated } = reading;
  return {
    value,
    state: estimated ? 'estimated' : 'final',
    reason: undefined,
    missing: [],
    covers: true,
    readAt: confirmedAt,
    imported: source === 'import',
  };
}

interface Flow {
  readonly gained: number;
  readonly lost: number;
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

async function readTotals(deps: Deps, access: Access, days: Days): Promise<ReadonlyMap<IsoDate, Reading>> {
  const readings = await deps.store.readReadings({
    account: access.account.id,
    metrics: [TOTAL],
    breakdown: '',
    days,
    span: 'daily',
  });
  // What we read ourselves goes before what another tool had kept.
  const imported = readings.filter(({ source }) => source === 'import');
  const own = readings.filter(({ source }) => source !== 'import');
  return new Map([...imported, ...own].map((reading) => [reading.days.from, reading]));
}

/** A period that ends with the last complete day is about now: today's reading is its newest total. */
function endOf(period: Period, now: number): IsoDate {
  return period.days.to === lastCompleteDay(now) ? instagramToday(now) : period.days.to;
}

export async function followersAnswer(
  deps: Deps,
  ask: Ask,
  access: Access,
  asked: Metric,
  metric: Metric,
): Promise<Answer> {
  const now = deps.clock();
  const period = askedPeriod(ask, now);
  const profile = await bringProfileUpToDate(deps, access.account, access.graph);
  const oldest = addDays(period.previous.from, -DAYS_AROUND_ONE);
  const totals = await readTotals(deps, access, { from: oldest, to: endOf(period, now) });
  const current = asMeasured(totalAt(totals, endOf(period, now)), 'no total was read in that period');
  const previous = asMeasured(
    totalAt(totals, addDays(period.days.from, -1)),
    'no total was read then; Instagram keeps no history of it',
  );
  const since = { known: current.value !== null, readAt: current.readAt };
  const notes = await settleProblems(deps, ask, access, profile.problems, since);
  if (current.value === null) {
    const kept = (await deps.store.listHistory(access.account.id)).find((row) => row.metric === TOTAL);
    throw new AppError('bad-request', `No follower total of @${access.account.username} was read in that period.`, {
      hint:
        kept === undefined
          ? 'Instagram keeps no history of totals; ours begins with the first reading.'
          : `Our readings begin on ${kept.days.from}.`,
      suggestions:
        kept === undefined ? [] : [`followers ${kept.days.from}..${kept.days.to} @${access.account.username}`],
    });
  }
  const { flow, problems: flowProblems } = await readFlow(deps, access, period.days);
  const shown = period.days.from === period.days.to ? daysUntil(period.days.to, DAYS_AROUND_ONE) : period.days;
  return buildMetricAnswer(ask, {
    asked,
    metric,
    servedBy: TOTAL,
    account: access.account,
    period,
    shown,
    current,
    previous,
    points: toPoints(shown, totals),
    previousPoints: [],
    tooFew: false,
    notes: [
      ...notes,
      ...(flow === undefined && flowProblems[0] !== undefined ? [flowProblems[0].message] : []),
      ...(previous.value === null ? ['Instagram keeps no history of the total: ours grows with every reading.'] : []),
    ],
    extra: flowStats(flow),
    now,
  });
}
