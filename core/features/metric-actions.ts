/** The buttons under a metric's reply: other periods, other metrics, other accounts. Their whole state is a command. */
import type { Account } from '../accounts.ts';
import type { Period } from '../insights/periods.ts';
import type { Metric } from '../instagram/metric.ts';
import type { ReportAction } from '../reports/report.ts';
import { breakdownColumn, breakdownWord } from './breakdown-names.ts';
import type { Ask } from './feature.ts';

const PERIODS: readonly (readonly [string, string])[] = [
  ['day', 'Day'],
  ['week', 'Week'],
  ['28d', '28 days'],
  ['last month', 'Last month'],
];
const METRICS: readonly (readonly [string, string])[] = [
  ['reach', 'Reach'],
  ['views', 'Views'],
  ['followers', 'Followers'],
  ['total_interactions', 'Interactions'],
  ['profile_views', 'Profile visits'],
];
const MOST_ACCOUNTS = 4;

export function metricActions(
  ask: Ask,
  asked: Metric,
  served: Metric,
  account: Account,
  period: Period,
): readonly ReportAction[] {
  const command = (metric: string, when: string, username: string): string => `${metric} ${when} @${username}`;
  const periods = PERIODS.map(([key, label]): ReportAction => ({
    label,
    command: command(asked.name, key, account.username),
    group: 'period',
    active: key === period.key,
  }));
  const metrics = METRICS.map(([name, label]): ReportAction => ({
    label,
    command: command(name, period.key, account.username),
    group: 'metric',
    active: name === served.name,
  }));
  const others = ask.accounts.length < 2 ? [] : ask.accounts.slice(0, MOST_ACCOUNTS);
  const accounts = others.map(({ username }): ReportAction => ({
    label: `@${username}`,
    command: command(asked.name, period.key, username),
    group: 'account',
    active: username === account.username,
  }));
  const [source] = asked === served ? served.sources : [];
  const breakdowns = source?.kind === 'insights' ? source.breakdowns.filter((one) => !one.includes(',')) : [];
  const parts = breakdowns.map((one): ReportAction => ({
    label: `By ${breakdownColumn(one).toLowerCase()}`,
    command: command(`${asked.name} by ${breakdownWord(one)}`, period.key, account.username),
    group: 'metric',
  }));
  return [...periods, ...metrics, ...parts, ...accounts];
}
