/** Which moment a question about the audience is about. */
import { AppError } from '../errors.ts';
import type { InsightsSource, Metric, Timeframe } from '../instagram/metric.ts';
import { timeframeDays } from '../insights/audience.ts';
import { readPeriod } from '../insights/periods.ts';
import type { Days, IsoDate } from '../insights/series.ts';
import { instagramToday, lastCompleteDay } from '../insights/spans.ts';
import type { Ask } from './feature.ts';

export const AS_OF_NOW = 'Demographics have no period: Instagram tells them as of now, and keeps no history.';

/** Which moment or window is asked: now, a past day from our own readings, or one of the API's two timeframes. */
export interface Moment {
  readonly timeframe: Timeframe | undefined;
  readonly until: IsoDate | undefined;
  readonly days: Days;
  readonly notes: readonly string[];
}

/** Reads the period of a question about an audience; AppError for one that Instagram does not tell. */
export function momentOf(ask: Ask, metric: Metric, source: InsightsSource, now: number): Moment {
  const { when } = ask.command;
  const today = instagramToday(now);
  const period = when === undefined || when === 'lifetime' ? undefined : readPeriod(when, now);
  if (source.timeframes === undefined) {
    const past = period !== undefined && period.days.to < lastCompleteDay(now);
    const until = past ? period.days.to : undefined;
    const day = until ?? today;
    return {
      timeframe: undefined,
      until,
      days: { from: day, to: day },
      notes: period === undefined ? [] : [AS_OF_NOW],
    };
  }
  const timeframe = when === undefined || when === 'week' || when === '7d' ? 'this_week' : 'this_month';
  const asked = ['week', '7d', 'month', '28d', 'days_28', '30d', 'lifetime', undefined].includes(when);
  if (!asked) {
    throw new AppError(
      'bad-request',
      `Instagram tells the ${metric.label.toLowerCase()} of the last 7 or 30 days only.`,
      {
        hint: 'Ask for week or 30d.',
        suggestions: [`${metric.name} week`, `${metric.name} 30d`],
      },
    );
  }
  const notes =
    timeframe === 'this_month' && when !== '30d' ? ['Shown are the last 30 days, as Instagram counts them.'] : [];
  return { timeframe, until: undefined, days: timeframeDays(timeframe, now), notes };
}
