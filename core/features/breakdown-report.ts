/** `/ig reach by type`, `/ig profile_links_taps by button`, `/ig follows_and_unfollows`: a period in its parts. */
import { AppError } from '../errors.ts';
import { findMetric } from '../instagram/catalogue.ts';
import type { InsightsSource, Metric } from '../instagram/metric.ts';
import { readSplits, type Split } from '../insights/breakdowns.ts';
import type { Period } from '../insights/periods.ts';
import type { Change } from '../insights/series.ts';
import { endOfDay } from '../insights/spans.ts';
import { formatDays, formatDelta, formatNumber } from '../reports/format.ts';
import type { ReportAction, Stat } from '../reports/report.ts';
import { audienceMetricAnswer } from './audience-report.ts';
import type { BreakdownAsk } from './breakdown-ask.ts';
import { breakdownColumn, breakdownOf, breakdownPlural, breakdownWord, keyLabel } from './breakdown-names.ts';
import type { Access, Answer, Ask, Deps } from './feature.ts';
import { buildManyAnswer, changeWords, type ManyFindings, type PartRow } from './many-values.ts';
import { metricActions } from './metric-actions.ts';
import { askedPeriod } from './metric-period.ts';
import { importedOnly, isTooSmall, pickSource } from './metric-source.ts';
import { onlineMetricAnswer } from './online-report.ts';
import { openAccess, pickAccount } from './pick-account.ts';
import { settleProblems } from './problems.ts';

/** A day may be missing from a window for this long after it is over. */
const LAST_DAY_IN = 12 * 3_600_000;
const FLOW = 'follows_and_unfollows';
const FLOW_LABELS: Readonly<Record<string, string>> = {
  FOLLOWER: 'Began to follow',
  NON_FOLLOWER: 'Stopped or left Instagram',
};
const FLOW_UNIT = 'net followers';
const TOO_FEW = 'Instagram tells this only for accounts with at least 100 followers.';

/** The value of the whole: the total, or for follows and unfollows the difference of the two. */
function wholeOf(metric: Metric, split: Split): number | null {
  if (metric.name !== FLOW) return split.total;
  return split.parts === undefined ? null : (split.parts['FOLLOWER'] ?? 0) - (split.parts['NON_FOLLOWER'] ?? 0);
}

function changeOf(metric: Metric, current: Split, previous: Split, period: Period): Change {
  const [now, before] = [wholeOf(metric, current), wholeOf(metric, previous)];
  const whole = current.readAt !== undefined && current.readAt - endOfDay(period.days.to) >= LAST_DAY_IN;
  const delta = now === null || before === null || !whole ? null : now - before;
  return {
    current: now,
    previous: before,
    delta,
    ratio: delta === null || before === null || before === 0 ? null : delta / Math.abs(before),
  };
}

function rowsOf(metric: Metric, breakdown: string, current: Split, previous: Split): readonly PartRow[] {
  const { parts } = current;
  if (parts === undefined) return [];
  const before = previous.parts;
  const keys = [...new Set([...Object.keys(parts), ...Object.keys(before ?? {})])];
  return keys
    .map((key) => ({
      breakdown,
      key,
      label: (metric.name === FLOW ? FLOW_LABELS[key] : undefined) ?? keyLabel(breakdown, key),
      value: parts[key] ?? 0,
      ...(before === undefined ? {} : { previous: before[key] ?? 0 }),
    }))
    .sort((one, other) => other.value - one.value || one.key.localeCompare(other.key));
}

/** The largest parts; of follows and unfollows both, and what is left of them. */
function leadingWords(metric: Metric, rows: readonly PartRow[], change: Change): string {
  if (metric.name !== FLOW)
    return rows
      .slice(0, 3)
      .map((row) => `${row.label} ${formatNumber(row.value)}`)
      .join(', ');
  const count = (key: string): string => formatNumber(rows.find((row) => row.key === key)?.value ?? 0);
  const net = change.current === null ? '' : `, net ${formatDelta(change.current)}`;
  return `${count('FOLLOWER')} began to follow, ${count('NON_FOLLOWER')} stopped or left Instagram${net}`;
}

function noSuchBreakdown(
  metric: Metric,
  source: InsightsSource,
  wanted: readonly string[],
  username: string,
): AppError {
  const has = source.breakdowns.map(breakdownPlural);
  const asked = breakdownPlural(wanted.join(','));
  return new AppError('bad-request', `Instagram does not split ${metric.label.toLowerCase()} by ${asked}.`, {
    hint: has.length === 0 ? 'It gives the whole only.' : `It does by ${has.join('; by ')}.`,
    suggestions: [
      ...source.breakdowns.slice(0, 3).map((one) => `${metric.name} by ${breakdownWord(one)} week @${username}`),
      ...(source.breakdowns.length === 0 ? [`${metric.name} week @${username}`] : []),
    ],
  });
}

function actionsOf(
  ask: Ask,
  asked: Metric,
  access: Access,
  period: Period,
  source: InsightsSource,
  shown: string,
): readonly ReportAction[] {
  const all = metricActions(ask, asked, asked, access.account, period);
  const words = asked.name === FLOW ? '' : ` by ${breakdownWord(shown)}`;
  const kept = all
    .filter(({ group }) => group !== 'metric')
    .map((action) => ({ ...action, command: action.command.replace(asked.name, `${asked.name}${words}`) }));
  const others = source.breakdowns.map((one): ReportAction => ({
    label: `By ${breakdownColumn(one).toLowerCase()}`,
    command: `${asked.name} by ${breakdownWord(one)} ${period.key} @${access.account.username}`,
    group: 'metric',
    active: one === shown,
  }));
  return [...kept, ...(others.length > 1 ? others : [])];
}

function statsOf(metric: Metric, rows: readonly PartRow[], change: Change, period: Period): readonly Stat[] {
  const unit = metric.name === FLOW ? FLOW_UNIT : metric.unit;
  const flows = metric.name === FLOW ? rows : [];
  return [
    ...flows.map(({ label, value }) => ({ label, value: formatNumber(value) })),
    {
      label: metric.name === FLOW ? 'Net' : metric.label,
      value: changeWords(change, unit, period.previous),
    },
  ];
}

function notesOf(asked: Metric, metric: Metric, period: Period, change: Change, parts: number): readonly string[] {
  return [
    ...(asked.legacy === undefined ? [] : [asked.legacy.change]),
    ...(metric.rollup === 'distinct'
      ? ['Each part counts its own unique accounts; the parts need not add up to the whole.']
      : []),
    ...(parts === 0 && change.current === 0 ? ['Nothing was counted in this period.'] : []),
    ...period.notes,
    ...metric.remarks,
  ];
}

async function splitAnswer(
  deps: Deps,
  ask: Ask,
  asked: Metric,
  metric: Metric,
  wanted: readonly string[],
): Promise<Answer> {
  const access = openAccess(deps, ask, pickAccount(ask));
  const source = pickSource(deps, metric, access);
  const breakdown = wanted.length === 0 ? source.requiredBreakdown : breakdownOf(source, wanted);
  if (breakdown === undefined) throw noSuchBreakdown(metric, source, wanted, access.account.username);
  const period = askedPeriod(ask, deps.clock());
  if (period.kind === 'lifetime') {
    throw new AppError('bad-request', `${asked.label} has no lifetime value: Instagram counts it over days.`, {
      hint: 'Ask for a period of up to two years.',
    });
  }
  const { splits, problems } = await readSplits(deps, {
    account: access.account,
    access: access.graph,
    source,
    rollup: metric.rollup,
    breakdown,
    windows: [period.days, period.previous],
  });
  const [current, previous] = [splits[0], splits[1]];
  if (current === undefined || previous === undefined) throw new AppError('internal', 'The parts were not read.');
  const known = current.parts !== undefined;
  if (!known && access.account.origin === 'import') throw importedOnly('the parts of a number', access.account);
  const tooFew = !known && (await isTooSmall(deps, access, source));
  const notes = tooFew ? [] : await settleProblems(deps, ask, access, problems, { known, readAt: current.readAt });
  const rows = rowsOf(metric, breakdown, current, previous);
  const change = changeOf(metric, current, previous, period);
  const by = metric.name === FLOW ? metric.label : `${metric.label} by ${breakdownColumn(breakdown).toLowerCase()}`;
  const reason = tooFew ? TOO_FEW : current.reason === undefined ? undefined : `No parts: ${current.reason}.`;
  const what = `${by} of @${access.account.username}, ${formatDays(period.days)}`;
  const leading = leadingWords(metric, rows, change);
  const findings: ManyFindings = {
    asked,
    metric,
    servedBy: source.apiName,
    account: access.account,
    days: period.days,
    sections: [
      {
        caption: by,
        column: breakdownColumn(breakdown),
        rows,
        shares: metric.rollup === 'sum' && metric.name !== FLOW,
      },
    ],
    change,
    state: tooFew ? 'too few' : current.state,
    reason,
    stats: statsOf(metric, rows, change, period),
    summary: reason === undefined ? `${what}: ${leading}.` : `${what}: ${reason}`,
    notes: [...notes, ...notesOf(asked, metric, period, change, rows.length)],
    actions: actionsOf(ask, asked, access, period, source, breakdown),
    readAt: current.readAt,
  };
  return buildManyAnswer(findings, by, true);
}

/** Answers for a metric that has many values, or for one that is asked by its parts. */
export function answerMany(deps: Deps, asked: Metric, metric: Metric, { ask, wanted }: BreakdownAsk): Promise<Answer> {
  const source = metric.sources[0];
  const audience = findMetric('follower_demographics');
  // The total of followers has no parts; who they are has.
  if (source?.kind === 'field' && metric.name === 'followers' && audience !== undefined)
    return audienceMetricAnswer(deps, ask, asked, audience, wanted);
  if (source?.kind !== 'insights') {
    throw new AppError('bad-request', `${metric.label} has no parts.`, { suggestions: [metric.name] });
  }
  if (source.period === 'day') return splitAnswer(deps, ask, asked, metric, wanted);
  return source.daily === 'none'
    ? audienceMetricAnswer(deps, ask, asked, metric, wanted)
    : onlineMetricAnswer(deps, ask, asked);
}
