/** What the rows of the catalogue share: how user insights are asked for, and where that was read. */
import type { Login } from '../../accounts.ts';
import type { InsightsSource, Metric } from '../metric.ts';

export const BOTH_LOGINS: readonly Login[] = ['facebook', 'instagram'];
const INSIGHTS_PAGE = 'developers.facebook.com/documentation/instagram-platform/api-reference/instagram-user/insights';
export const CHANGELOG_PAGE = 'developers.facebook.com/docs/instagram-platform/changelog';
export const CHECKED = '2026-11-23';

/** Remarks that stand under several numbers. */
export const ESTIMATED = 'Meta estimates this number.';
export const WITH_ADS = 'Includes ads.';
export const UNDOCUMENTED = 'Meta serves this number without documenting it any more.';

/** User insights answer for a `since` up to 729 days back; day 730 is refused. */
const TWO_YEARS = 729;

/** A metric that answers for any window, but one window per call (`metric_type=total_value`). */
export function totals(apiName: string, more: Partial<InsightsSource> = {}): InsightsSource {
  return {
    kind: 'insights',
    apiName,
    logins: BOTH_LOGINS,
    since: 'v18.0',
    period: 'day',
    daily: 'total_value',
    window: true,
    breakdowns: [],
    historyDays: TWO_YEARS,
    ...more,
  };
}

/** A metric of `period=lifetime`: it is not asked for by days. */
export function lifetime(apiName: string, more: Partial<InsightsSource>): InsightsSource {
  return { ...totals(apiName), period: 'lifetime', daily: 'none', window: false, ...more };
}

/** The parts of a row that are alike for a number that days add up to. */
export function counted(
  row: Pick<Metric, 'name' | 'label' | 'meaning' | 'unit' | 'sources'> & Partial<Metric>,
): Metric {
  return {
    level: 'account',
    rollup: 'sum',
    shape: 'number',
    aliases: [],
    remarks: [],
    source: INSIGHTS_PAGE,
    checkedOn: CHECKED,
    ...row,
  };
}
