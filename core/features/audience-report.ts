/** `/ig audience [cities|countries|ages|genders]` and the metrics of demographics: who they are, honest about the gaps. */
import type { AppError } from '../errors.ts';
import { AppError as Failure } from '../errors.ts';
import { findMetric } from '../instagram/catalogue.ts';
import type { InsightsSource, Metric, Timeframe } from '../instagram/metric.ts';
import { bringAudienceUpToDate, timeframeDays } from '../insights/audience.ts';
import { readPeriod } from '../insights/periods.ts';
import { bringProfileUpToDate } from '../insights/profiles.ts';
import type { Days, IsoDate, Reading } from '../insights/series.ts';
import { instagramToday, lastCompleteDay } from '../insights/spans.ts';
import { formatFullDay, formatNumber } from '../reports/format.ts';
import type { ReportAction } from '../reports/report.ts';
import { breakdownColumn, breakdownOf, breakdownPlural, keyLabel } from './breakdown-names.ts';
import { takeBreakdown } from './breakdown-ask.ts';
import type { Access, Answer, Ask, Deps, Feature } from './feature.ts';
import { buildManyAnswer, type ManyFindings, type PartRow, type PartSection } from './many-values.ts';
import { isTooSmall, pickSource } from './metric-source.ts';
import { openAccess, pickAccount } from './pick-account.ts';
import { settleProblems } from './problems.ts';

const FOLLOWERS = 'follower_demographics';
const ALL = ['city', 'country', 'age', 'gender'];
const FEW_FOLLOWERS =
  'Instagram tells demographics only for accounts with at least 100 followers; this one has fewer than 100 followers.';
const FEW_PEOPLE = 'Instagram tells this only once at least 100 people are in it; there were fewer than 100.';
const AS_OF_NOW = 'Demographics have no period: Instagram tells them as of now, and keeps no history.';

/** Which moment or window is asked: now, a past day from our own readings, or one of the API's two timeframes. */
interface Moment {
  readonly timeframe: Timeframe | undefined;
  readonly until: IsoDate | undefined;
  readonly days: Days;
  readonly notes: readonly string[];
}

function momentOf(ask: Ask, metric: Metric, source: InsightsSource, now: number): Moment {
  const { when } = ask.command;
  const today = instagramToday(now);
  const period = when === undefined || when === 'lifetime' ? undefined : readPeriod(when, now);
  if (source.timeframes === undefined) {
    const past = period !== undefined && period.days.to < lastCompleteDay(now);
    const until = past ? period.days.to : undefined;
    const day = until ?? today;
    return { timeframe: undefined, until, days: { from: day, to: day }, notes: when === undefined ? [] : [AS_OF_NOW] };
  }
  const timeframe = when === undefined || when === 'week' || when === '7d' ? 'this_week' : 'this_month';
  const asked = ['week', '7d', 'month', '28d', 'days_28', '30d', 'lifetime', undefined].includes(when);
  if (!asked) {
    throw new Failure(
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

function compareRows(breakdown: string): (one: PartRow, other: PartRow) => number {
  // Ages have an order of their own.
  if (breakdown === 'age') return (one, other) => one.key.localeCompare(other.key);
  return (one, other) => other.value - one.value || one.label.localeCompare(other.label);
}

function sectionOf(metric: Metric, breakdown: string, reading: Reading | undefined): PartSection {
  const rows = Object.entries(reading?.detail ?? {})
    .map(([key, value]) => ({ breakdown, key, label: keyLabel(breakdown, key), value }))
    .sort(compareRows(breakdown));
  const by = breakdownColumn(breakdown).toLowerCase();
  const who = metric.legacy === undefined && metric.name !== FOLLOWERS ? metric.label : 'Followers';
  return { caption: `${who} by ${by}`, column: breakdownColumn(breakdown), rows, shares: true };
}

function largest(section: PartSection, count: number): string {
  return [...section.rows]
    .sort((one, other) => other.value - one.value)
    .slice(0, count)
    .map((row) => `${row.label} ${formatNumber(row.value)}`)
    .join('; ');
}

/** What the parts leave out: the groups after the 45th, and people Instagram knows nothing about. */
function honesty(section: PartSection, followers: number | undefined, top: number | undefined): readonly string[] {
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

function actionsOf(ask: Ask, username: string, name: string, shown: readonly string[]): readonly ReportAction[] {
  const sections = ALL.map((breakdown): ReportAction => ({
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

function breakdownsOf(metric: Metric, source: InsightsSource, wanted: readonly string[]): readonly string[] {
  if (source.requiredBreakdown !== undefined) return [source.requiredBreakdown];
  if (wanted.length === 0) return ALL;
  const pair = breakdownOf(source, wanted);
  if (pair !== undefined) return [pair];
  const wrong = wanted.find((name) => !source.breakdowns.includes(name));
  if (wrong === undefined) return wanted;
  throw new Failure(
    'bad-request',
    `Instagram does not split ${metric.label.toLowerCase()} by ${breakdownPlural(wrong)}.`,
    {
      hint: 'It does by cities, countries, ages and genders.',
      suggestions: ['audience cities', 'audience countries', 'audience ages', 'audience genders'],
    },
  );
}

interface Collected {
  readonly sections: readonly PartSection[];
  readonly empty: boolean;
  readonly problems: readonly AppError[];
  readonly readAt: number | undefined;
  readonly days: Days | undefined;
}

async function collect(
  deps: Deps,
  access: Access,
  metric: Metric,
  source: InsightsSource,
  breakdowns: readonly string[],
  moment: Moment,
): Promise<Collected> {
  const { timeframe, until } = moment;
  const answers = await Promise.all(
    breakdowns.map((breakdown) =>
      bringAudienceUpToDate(deps, {
        account: access.account,
        access: access.graph,
        source,
        breakdown,
        timeframe,
        ...(until === undefined ? {} : { until }),
      }),
    ),
  );
  const readings = answers.flatMap(({ reading }) => reading ?? []);
  return {
    sections: breakdowns.map((breakdown, index) => sectionOf(metric, breakdown, answers[index]?.reading)),
    empty: answers.every(({ empty }) => empty),
    problems: answers.flatMap(({ problems }) => problems),
    readAt: readings.length === 0 ? undefined : Math.max(...readings.map((reading) => reading.confirmedAt)),
    days: readings[0]?.days,
  };
}

/** Instagram's refusal for an audience of fewer than 100 people, told from other refusals by its words. */
function isTooFew(problem: AppError): boolean {
  return (
    problem.code === 'metric' && /not enough|100 people|too few/iu.test(`${problem.message} ${problem.hint ?? ''}`)
  );
}

function nothingKept(metric: Metric, username: string, until: IsoDate): AppError {
  return new Failure(
    'bad-request',
    `We hold no ${metric.label.toLowerCase()} of @${username} from ${formatFullDay(until)} or before.`,
    {
      hint: AS_OF_NOW,
      suggestions: [`${metric.name} @${username}`],
    },
  );
}

async function answer(
  deps: Deps,
  ask: Ask,
  asked: Metric,
  metric: Metric,
  wanted: readonly string[],
  withObject: boolean,
): Promise<Answer> {
  const access = openAccess(deps, ask, pickAccount(ask));
  const { account } = access;
  const source = pickSource(deps, metric, access);
  const breakdowns = breakdownsOf(metric, source, wanted);
  const moment = momentOf(ask, metric, source, deps.clock());
  const found = await collect(deps, access, metric, source, breakdowns, moment);
  const known = found.readAt !== undefined;
  const few = !known && (found.problems.some(isTooFew) || (found.empty && source.timeframes !== undefined));
  const tooFew = few || (!known && (await isTooSmall(deps, access, source)));
  const since = { known, readAt: found.readAt };
  const notes = tooFew ? [] : await settleProblems(deps, ask, access, found.problems, since);
  if (!known && !tooFew) {
    if (moment.until !== undefined) throw nothingKept(metric, account.username, moment.until);
    throw new Failure('bad-request', `Instagram gave no ${metric.label.toLowerCase()} of @${account.username}.`, {
      hint: 'Try again later, or see /ig status.',
    });
  }
  const ofFollowers = source.apiName === FOLLOWERS && moment.until === undefined;
  const profile = ofFollowers ? await bringProfileUpToDate(deps, account, access.graph) : undefined;
  const followers = profile?.known?.profile.followers_count;
  const shown = found.sections.filter((section) => section.rows.length > 0);
  const leading = shown.map((section) => largest(section, shown.length === 1 ? 3 : 1));
  const title = breakdowns.length === 1 ? (found.sections[0]?.caption ?? metric.label) : metric.label;
  const fewWords = source.minimumFollowers === undefined ? FEW_PEOPLE : FEW_FOLLOWERS;
  const ownName = withObject && metric.legacy === undefined;
  const findings: ManyFindings = {
    asked,
    metric,
    servedBy: source.apiName,
    account,
    days: found.days ?? moment.days,
    sections: found.sections,
    change: { current: null, previous: null, delta: null, ratio: null },
    state: tooFew ? 'too few' : 'final',
    reason: tooFew ? fewWords : undefined,
    stats: followers === undefined ? [] : [{ label: 'Followers', value: formatNumber(followers), note: 'in all' }],
    summary: `${title} of @${account.username}: ${tooFew ? fewWords : `largest: ${leading.join('; ')}.`}`,
    notes: [
      ...notes,
      ...(asked.legacy === undefined ? [] : [asked.legacy.change]),
      ...shown.flatMap((section) => honesty(section, followers, source.topRows)),
      ...moment.notes,
      ...metric.remarks,
    ],
    actions: actionsOf(ask, account.username, ownName ? metric.name : 'audience', breakdowns),
    readAt: found.readAt,
  };
  return buildManyAnswer(findings, title, withObject);
}

/** A metric of demographics asked by its own name: all parts, or those that were wanted. */
export function audienceMetricAnswer(
  deps: Deps,
  ask: Ask,
  asked: Metric,
  metric: Metric,
  wanted: readonly string[],
): Promise<Answer> {
  return answer(deps, ask, asked, metric, wanted, true);
}

export const audienceFeature: Feature = {
  spec: {
    name: 'audience',
    summary: 'Who the followers are: cities, countries, ages, genders',
    options: [
      { name: 'more', summary: 'cities, countries, ages or genders', required: false },
      { name: 'account', summary: 'Which account', required: false },
    ],
    audience: 'channel',
    admin: false,
    examples: ['audience', 'audience cities @account'],
  },
  answer(deps, ask) {
    const metric = findMetric(FOLLOWERS);
    if (metric === undefined) throw new Failure('internal', 'The audience is not in the catalogue.');
    const { ask: plain, wanted } = takeBreakdown(ask, true);
    return answer(deps, plain, metric, metric, wanted, false);
  },
};
