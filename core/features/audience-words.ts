/** How an audience is shown: its groups in order, what they leave out, and the buttons under them. Pure. */
import type { Metric } from '../instagram/metric.ts';
import type { Reading } from '../insights/series.ts';
import { formatNumber } from '../reports/format.ts';
import type { ReportAction } from '../reports/report.ts';
import { breakdownColumn, breakdownPlural, keyLabel } from './breakdown-names.ts';
import type { Ask } from './feature.ts';
import type { PartRow, PartSection } from './many-values.ts';

/** The metric that tells who the followers are. */
export const FOLLOWERS = 'follower_demographics';
/** What an audience is shown by when no part is named. */
export const ALL_PARTS = ['city', 'country', 'age', 'gender'];
export const FEW_FOLLOWERS =
  'Instagram tells demographics only for accounts with at least 100 followers; this one has fewer than 100 followers.';
export const FEW_PEOPLE = 'Instagram tells this only once at least 100 people are in it; there were fewer than 100.';

function compareRows(breakdown: string): (one: PartRow, other: PartRow) => number {
  // Ages have an order of their own.
  if (breakdown === 'age') return (one, other) => one.key.localeCompare(other.key);
  return (one, other) => other.value - one.value || one.label.localeCompare(other.label);
}

/** The rows of one breakdown as they are shown. */
export function audienceSection(metric: Metric, breakdown: string, reading: Reading | undefined): PartSection {
  const rows = Object.entries(reading?.detail ?? {})
    .map(([key, value]) => ({ breakdown, key, label: keyLabel(breakdown, key), value }))
    .sort(compareRows(breakdown));
  const by = breakdownColumn(breakdown).toLowerCase();
  const who = metric.legacy === undefined && metric.name !== FOLLOWERS ? metric.label : 'Followers';
  return { caption: `${who} by ${by}`, column: breakdownColumn(breakdown), rows, shares: true };
}

/** "Portland, Oregon 5,424; Seattle, Washington 2,620". */
export function largestGroups(section: PartSection, count: number): string {
  return [...section.rows]
    .sort((one, other) => other.value - one.value)
    .slice(0, count)
    .map((row) => `${row.label} ${formatNumber(row.value)}`)
    .join('; ');
}

/** What the parts leave out: the groups after the 45th, and people Instagram knows nothing about. */
export function whatIsLeftOut(
  section: PartSection,
  followers: number | undefined,
  top: number | undefined,
): readonly string[] {
  const sum = section.rows.reduce((total, row) => total + row.value, 0);
  const cut =
    top !== undefined && section.rows.length >= top
      ? [`${section.caption}: these are the top ${top} only, more is not told.`]
      : [];
  const short =
    followers !== undefined && sum > 0 && sum < followers
      ? [`${section.caption}: the groups add up to ${formatNumber(sum)} of ${formatNumber(followers)} followers.`]
      : [];
  return [...cut, ...short];
}

/** The buttons: each part, each account. `name` is the command they repeat. */
export function audienceActions(
  ask: Ask,
  username: string,
  name: string,
  shown: readonly string[],
): readonly ReportAction[] {
  const sections = ALL_PARTS.map((breakdown): ReportAction => ({
    label: breakdownPlural(breakdown).replace(/^./u, (letter) => letter.toUpperCase()),
    command: `${name} ${breakdownPlural(breakdown)} @${username}`,
    group: 'metric',
    active: shown.length === 1 && shown[0] === breakdown,
  }));
  const others = ask.accounts.length < 2 ? [] : ask.accounts.slice(0, 4);
  const accounts = others.map((account): ReportAction => ({
    label: `@${account.username}`,
    command: `${name} @${account.username}`,
    group: 'account',
    active: account.username === username,
  }));
  return [...sections, ...accounts];
}
