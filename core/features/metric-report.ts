/** `/ig reach week`, for every row of the catalogue that is a number over time. */
import type { Account } from '../accounts.ts';
import { AppError } from '../errors.ts';
import { companionsOf, findMetric, servingMetric } from '../instagram/catalogue.ts';
import { findMediaMetric } from '../instagram/media/catalogue.ts';
import type { InsightsSource, Metric } from '../instagram/metric.ts';
import { ofBucket } from '../insights/breakdowns.ts';
import { bringUpToDate, oldestServedDay, type Collected, type CollectRequest } from '../insights/collect.ts';
import { byPiece } from '../insights/coarse.ts';
import { isTooLongByDay, MOST_SINGLE_DAYS, totalPieces, withLongTotals } from '../insights/long-totals.ts';
import { measure, toPoints } from '../insights/measure.ts';
import type { Period } from '../insights/periods.ts';
import { COUNTED_FIELDS } from '../insights/profiles.ts';
import { countDays, daysUntil, listDays } from '../insights/spans.ts';
import type { Days } from '../insights/series.ts';
import { formatFullDay } from '../reports/format.ts';
import type { Access, Answer, Ask, Deps } from './feature.ts';
import { totalAnswer } from './followers-report.ts';
import { takeBreakdown } from './breakdown-ask.ts';
import { answerMany } from './breakdown-report.ts';
import { askOfMetric } from './metric-name.ts';
import { askedPeriod } from './metric-period.ts';
import type { Coarse } from './metric-picture.ts';
import { isTooSmall, pickSource } from './metric-source.ts';
import { buildMetricAnswer, type MetricFindings } from './metric-words.ts';
import { openAccess, pickAccount } from './pick-account.ts';
import { answerMediaMetric } from './posts-metric.ts';
import { profileFieldAnswer } from './profile-report.ts';
import { settleProblems } from './problems.ts';
import { retiredAnswer } from './retired-metric.ts';

/** A single day is drawn among the days before it. */
const DAYS_AROUND_ONE = 7;
/** Older days are not late any more. */
const NEWEST_DAYS = 2;
const LONG = `Instagram gives this number as totals only: day by day it is asked for up to ${MOST_SINGLE_DAYS} days at once, and longer periods show the days already known.`;
const LONG_BY_PIECE =
  'Instagram gives this number as totals only, so a long period is drawn by its whole pieces of 30 days; the days after the last piece are in the total.';

async function collect(
  deps: Deps,
  access: Access,
  metric: Metric,
  source: InsightsSource,
  period: Period,
  chart: readonly Days[],
): Promise<Collected> {
  const request = {
    account: access.account,
    access: access.graph,
    source,
    companions: companionsOf(source, deps.about().apiVersion),
    daily: chart,
    // Instagram's own total of exactly these days goes before our sum, wherever it gives one.
    windows: metric.rollup === 'distinct' || source.daily === 'total_value' ? [period.days, period.previous] : [],
  };
  if (source.daily === 'total_value' && isTooLongByDay(period.days)) return collectLong(deps, request, metric, period);
  return ofBucket(await bringUpToDate(deps, request), source.bucket);
}

/** A long period is not worth a call per day: days from the store, totals by up to 30 days from Instagram. */
async function collectLong(deps: Deps, request: CollectRequest, metric: Metric, period: Period): Promise<Collected> {
  const both = [period.days, period.previous];
  const windows = metric.rollup === 'sum' ? both.flatMap(totalPieces) : request.windows;
  const kept = await bringUpToDate(deps, { ...request, access: undefined, windows: [] });
  // The newest days say whether the total has them all.
  const newest = daysUntil(period.days.to, NEWEST_DAYS);
  const asked = await bringUpToDate(deps, { ...request, daily: [newest], windows });
  const daily = new Map([...kept.daily, ...asked.daily]);
  const found = ofBucket({ ...asked, daily }, request.source.bucket);
  return metric.rollup === 'sum' ? withLongTotals(found, both) : found;
}

/** A long period of which hardly a day is known is drawn by the totals that make it up. */
function coarseOf(metric: Metric, source: InsightsSource, period: Period, collected: Collected): Coarse | undefined {
  const { days, previous } = period;
  if (metric.rollup !== 'sum' || source.daily !== 'total_value' || !isTooLongByDay(days)) return undefined;
  const known = listDays(days).filter((day) => typeof collected.daily.get(day)?.value === 'number');
  if (known.length * 2 > countDays(days)) return undefined;
  const points = byPiece(days, collected.windows);
  if (points === undefined) return undefined;
  const previousPoints = byPiece(previous, collected.windows) ?? [];
  return { points, previousPoints, words: 'by 30 days', column: '30 days from' };
}

/** Days that were kept, per source of this metric, for sentences about a period without numbers. */
async function keptDays(deps: Deps, account: Account, apiName: string): Promise<Days | undefined> {
  const history = (await deps.store.listHistory(account.id)).filter((row) => row.metric === apiName);
  const from = history.map((row) => row.days.from).sort()[0];
  const to = history
    .map((row) => row.days.to)
    .sort()
    .at(-1);
  return from === undefined || to === undefined ? undefined : { from, to };
}

async function nothingKnown(
  deps: Deps,
  access: Access,
  metric: Metric,
  source: InsightsSource,
  period: Period,
): Promise<AppError> {
  const { account } = access;
  const kept = await keptDays(deps, account, source.apiName);
  const what = `${metric.label} of @${account.username}`;
  const again = kept === undefined ? [] : [`${metric.name} ${kept.from}..${kept.to} @${account.username}`];
  const oldest = oldestServedDay(source, deps.clock());
  if (access.graph !== undefined && period.days.to < oldest) {
    const limit = source.historyDays >= 700 ? 'two years (729 days)' : `${source.historyDays} days`;
    return new AppError(
      'bad-request',
      `Instagram keeps ${metric.label.toLowerCase()} for ${limit} only, and we hold nothing older.`,
      {
        hint: `The oldest day it still answers for is ${formatFullDay(oldest)}.`,
        suggestions: again,
      },
    );
  }
  if (metric.rollup === 'distinct' && source.daily === 'total_value' && isTooLongByDay(period.days)) {
    return new AppError('bad-request', `Nobody can say ${metric.label.toLowerCase()} of more than 30 days at once.`, {
      hint: 'Instagram counts unique accounts over at most 30 days, and they must not be added up.',
      suggestions: [`${metric.name} 28d @${account.username}`, ...again],
    });
  }
  if (kept !== undefined) {
    return new AppError('bad-request', `There are no numbers for ${what} in that period.`, {
      hint: `What we hold runs from ${formatFullDay(kept.from)} to ${formatFullDay(kept.to)}.`,
      suggestions: again,
    });
  }
  if (account.origin === 'import') {
    const history = await deps.store.listHistory(account.id);
    const names = [...new Set(history.map((row) => row.metric))].sort();
    return new AppError(
      'bad-request',
      `No file with ${metric.label.toLowerCase()} was imported for @${account.username}.`,
      {
        hint: names.length > 0 ? `Imported are: ${names.join(', ')}.` : 'Import one with npm run import.',
        suggestions: history
          .slice(0, 3)
          .map((row) => `${row.metric} ${row.days.from}..${row.days.to} @${account.username}`),
      },
    );
  }
  return new AppError('bad-request', `Instagram gave no numbers for ${what} in that period.`, {
    hint: 'Try another period, or /ig status.',
  });
}

async function answerInsights(deps: Deps, ask: Ask, access: Access, asked: Metric, metric: Metric): Promise<Answer> {
  const now = deps.clock();
  const period = askedPeriod(ask, now);
  if (period.kind === 'lifetime') {
    throw new AppError('bad-request', `${asked.label} has no lifetime value: Instagram counts it over days.`, {
      hint: 'Ask for a period of up to two years.',
      suggestions: [`${asked.name} 28d @${access.account.username}`, `${asked.name} 90d @${access.account.username}`],
    });
  }
  const source = pickSource(deps, metric, access);
  const single = period.days.from === period.days.to;
  const shown = single ? daysUntil(period.days.to, DAYS_AROUND_ONE) : period.days;
  const collected = await collect(
    deps,
    access,
    metric,
    source,
    period,
    single ? [shown] : [period.days, period.previous],
  );
  const known = listDays(shown).some((day) => typeof collected.daily.get(day)?.value === 'number');
  const findings: MetricFindings = {
    asked,
    metric,
    servedBy: source.apiName,
    account: access.account,
    period,
    shown,
    current: measure(metric, period.days, collected, now),
    previous: measure(metric, period.previous, collected, now),
    points: toPoints(shown, collected.daily),
    previousPoints: single ? [] : toPoints(period.previous, collected.daily),
    coarse: coarseOf(metric, source, period, collected),
    tooFew: false,
    notes: [],
    now,
  };
  const empty = !known && findings.current.value === null;
  if (empty && (await isTooSmall(deps, access, source))) return buildMetricAnswer(ask, { ...findings, tooFew: true });
  const { value, readAt } = findings.current;
  const since = { known: !empty, readAt: value === null ? undefined : readAt };
  const notes = await settleProblems(deps, ask, access, collected.problems, since);
  if (empty) throw await nothingKnown(deps, access, metric, source, period);
  const byDay = source.daily !== 'total_value' || !isTooLongByDay(period.days);
  const long = findings.coarse === undefined ? LONG : LONG_BY_PIECE;
  return buildMetricAnswer(ask, { ...findings, notes: byDay ? notes : [...notes, long] });
}

/** Answers for any name of the catalogue. The parser has made sure that `what` is one, or the word `metric` before one. */
export async function answerMetric(deps: Deps, question: Ask): Promise<Answer> {
  const ask = question.command.what === 'metric' ? askOfMetric(question, 'metric') : question;
  const asked = findMetric(ask.command.what ?? '');
  if (asked === undefined) {
    const ofPosts = findMediaMetric(ask.command.what ?? '');
    if (ofPosts !== undefined) return answerMediaMetric(deps, ask, ofPosts);
    throw new AppError('unknown-words', 'I do not know that metric.');
  }
  const metric = servingMetric(asked);
  if (metric === undefined) return retiredAnswer(deps, ask, asked);
  const parts = takeBreakdown(ask, metric.shape === 'map');
  if (metric.shape === 'map' || parts.wanted.length > 0) return answerMany(deps, asked, metric, parts);
  const access = openAccess(deps, ask, pickAccount(ask));
  const [source] = metric.sources;
  const field = COUNTED_FIELDS.find((name) => source?.kind === 'field' && source.field === name);
  if (field !== undefined) return totalAnswer(deps, ask, { access, asked, metric, field });
  if (source?.kind === 'field') return profileFieldAnswer(deps, ask, access, metric);
  return answerInsights(deps, ask, access, asked, metric);
}
