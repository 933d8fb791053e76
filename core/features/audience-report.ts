/** `/ig audience [cities|countries|ages|genders]` and the metrics of demographics: who they are, honest about the gaps. */
import { AppError } from '../errors.ts';
import { findMetric } from '../instagram/catalogue.ts';
import type { InsightsSource, Metric } from '../instagram/metric.ts';
import { bringAudienceUpToDate } from '../insights/audience.ts';
import { bringProfileUpToDate } from '../insights/profiles.ts';
import type { Days, IsoDate } from '../insights/series.ts';
import { formatFullDay, formatNumber } from '../reports/format.ts';
import { closest } from '../words.ts';
import { AS_OF_NOW, momentOf, type Moment } from './audience-moment.ts';
import {
  ALL_PARTS,
  audienceActions,
  audienceSection,
  FEW_FOLLOWERS,
  FEW_PEOPLE,
  FOLLOWERS,
  largestGroups,
  whatIsLeftOut,
} from './audience-words.ts';
import { takeBreakdown } from './breakdown-ask.ts';
import { breakdownOf, breakdownPlural } from './breakdown-names.ts';
import type { Access, Answer, Ask, Deps, Feature } from './feature.ts';
import { buildManyAnswer, type ManyFindings, type PartSection } from './many-values.ts';
import { importedOnly, isTooSmall, pickSource } from './metric-source.ts';
import { openAccess, pickAccount } from './pick-account.ts';
import { settleProblems } from './problems.ts';
import { corrected } from './typed.ts';

const NO_WHOLE = 'Instagram gives no total of these people: the groups in the rows are all there is.';
/** Which audience a word after `audience` means. */
const OF_WORD = new Map([
  ['followers', FOLLOWERS],
  ['follower', FOLLOWERS],
  ['reached', 'reached_audience_demographics'],
  ['engaged', 'engaged_audience_demographics'],
]);

const PARTS = ['cities', 'countries', 'ages', 'genders', 'reached', 'engaged'];

/** A part that is misspelt is offered put right; words near to no part are left to whoever picks the account. */
function refuseMisspelt(ask: Ask, rest: readonly string[]): void {
  const word = rest.find((one) => !ask.accounts.some(({ username }) => username === one));
  const near = word === undefined ? [] : closest(word, PARTS, 1);
  if (word === undefined || near.length === 0) return;
  throw new AppError('unknown-words', `I do not know “${word}” here.`, {
    hint: 'Did you mean:',
    suggestions: near.map((part) => corrected(ask, word, part)),
  });
}

function breakdownsOf(metric: Metric, source: InsightsSource, wanted: readonly string[]): readonly string[] {
  if (source.requiredBreakdown !== undefined) return [source.requiredBreakdown];
  if (wanted.length === 0) return ALL_PARTS;
  const pair = breakdownOf(source, wanted);
  if (pair !== undefined) return [pair];
  const wrong = wanted.find((name) => !source.breakdowns.includes(name));
  if (wrong === undefined) return wanted;
  throw new AppError(
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
    sections: breakdowns.map((breakdown, index) => audienceSection(metric, breakdown, answers[index]?.reading)),
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
  return new AppError(
    'bad-request',
    `We hold no ${metric.label.toLowerCase()} of @${username} read on or before ${formatFullDay(until)}.`,
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
    if (account.origin === 'import') throw importedOnly('who its audience is', account);
    if (moment.until !== undefined) throw nothingKept(metric, account.username, moment.until);
    throw new AppError('bad-request', `Instagram gave no ${metric.label.toLowerCase()} of @${account.username}.`, {
      hint: 'Try again later, or see /ig status.',
    });
  }
  const ofFollowers = source.apiName === FOLLOWERS && moment.until === undefined;
  const profile = ofFollowers ? await bringProfileUpToDate(deps, account, access.graph) : undefined;
  const followers = profile?.known?.profile.followers_count;
  const shown = found.sections.filter((section) => section.rows.length > 0);
  const leading = shown.map((section) => largestGroups(section, shown.length === 1 ? 3 : 1));
  const title = breakdowns.length === 1 ? (found.sections[0]?.caption ?? metric.label) : metric.label;
  const fewWords = source.minimumFollowers === undefined ? FEW_PEOPLE : FEW_FOLLOWERS;
  const ownName = metric.legacy === undefined && (withObject || metric.name !== FOLLOWERS);
  const findings: ManyFindings = {
    asked,
    metric,
    servedBy: source.apiName,
    account,
    days: found.days ?? moment.days,
    sections: found.sections,
    // All followers are the whole that their groups are parts of; an audience of reached or engaged has none.
    change: { current: tooFew ? null : (followers ?? null), previous: null, delta: null, ratio: null },
    noWhole: NO_WHOLE,
    state: tooFew ? 'too few' : 'final',
    reason: tooFew ? fewWords : undefined,
    stats: followers === undefined ? [] : [{ label: 'Followers', value: formatNumber(followers), note: 'in all' }],
    summary: `${title} of @${account.username}: ${tooFew ? fewWords : `largest: ${leading.join('; ')}.`}`,
    notes: [
      ...notes,
      ...(asked.legacy === undefined ? [] : [asked.legacy.change]),
      ...shown.flatMap((section) => whatIsLeftOut(section, followers, source.topRows)),
      ...moment.notes,
      ...metric.remarks,
    ],
    actions: audienceActions(ask, account.username, ownName ? metric.name : 'audience', breakdowns),
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
      { name: 'more', summary: 'cities, countries, ages or genders; reached or engaged', required: false },
      { name: 'account', summary: 'Which account', required: false },
    ],
    audience: 'channel',
    admin: false,
    examples: ['audience', 'audience cities @account', 'audience engaged week @account'],
  },
  answer(deps, ask) {
    const word = ask.command.rest.find((one) => OF_WORD.has(one));
    const metric = findMetric(OF_WORD.get(word ?? '') ?? FOLLOWERS);
    if (metric === undefined) throw new AppError('internal', 'The audience is not in the catalogue.');
    const rest = ask.command.rest.filter((one) => one !== word);
    const { ask: plain, wanted } = takeBreakdown({ ...ask, command: { ...ask.command, rest } }, true);
    refuseMisspelt(ask, plain.command.rest);
    return answer(deps, plain, metric, metric, wanted, false);
  },
};
