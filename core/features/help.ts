/** `/ig help` and `/ig help reach`, written from the menu and the catalogue. */
import { AppError } from '../errors.ts';
import { findMetric, METRICS, servingMetric } from '../instagram/catalogue.ts';
import { findMediaMetric } from '../instagram/media/catalogue.ts';
import type { Metric } from '../instagram/metric.ts';
import { PERIOD_EXAMPLES } from '../insights/periods.ts';
import { instagramToday } from '../insights/spans.ts';
import type { ReportAction } from '../reports/report.ts';
import { closest } from '../words.ts';
import { breakdownPlural } from './breakdown-names.ts';
import type { Answer, Ask, Feature } from './feature.ts';
import { exampleDay } from './goal-ask.ts';
import { offeredNames } from './metric-name.ts';
import { defaultAccount } from './named-accounts.ts';
import { explainMediaMetric } from './posts-help.ts';

function exampleFor(ask: Ask, example: string): string {
  const account = defaultAccount(ask);
  return example
    .replace('@account', account === undefined ? '@name' : `@${account.username}`)
    .replace(' #channel', ask.caller.channelId === undefined ? ' #general' : '');
}

function tryIt(ask: Ask, commands: readonly string[]): readonly ReportAction[] {
  return commands.map((example) => ({
    label: `/ig ${exampleFor(ask, example)}`,
    command: exampleFor(ask, example),
    group: 'fix',
  }));
}

function metricRows(): readonly (readonly string[])[] {
  return [...METRICS.values()]
    .filter((metric) => metric.legacy === undefined && metric.notOffered === undefined && metric.shape !== 'text')
    .map((metric) => [metric.name, metric.meaning]);
}

function overview(ask: Ask): Answer {
  return {
    status: 'answered',
    report: {
      title: 'Reachboard',
      subtitle: '/ig <what> [when] [@account]',
      summary: 'Ask for a number, a period and an account, in any order: /ig reach week @account.',
      blocks: [
        {
          kind: 'text',
          text: 'Ask for a number, a period and an account, in any order. Left out, the period is week and the account the default one.',
        },
        { kind: 'table', caption: 'Numbers', columns: ['What', 'Meaning'], rows: metricRows() },
        {
          kind: 'table',
          caption: 'More',
          columns: ['Command', 'What it does'],
          rows: ask.menu.filter((spec) => spec.name !== 'metric').map((spec) => [`/ig ${spec.name}`, spec.summary]),
        },
        {
          kind: 'text',
          text: `Periods: ${PERIOD_EXAMPLES.join(', ')}. Older names of Meta’s metrics (impressions and others) are understood too.`,
        },
      ],
      footer: 'Days are Instagram’s (US Pacific). /ig help reach explains one number.',
      actions: tryIt(ask, ['reach week @account', 'followers 28d', 'profile', 'status']),
    },
  };
}

const ROLLUP_WORDS: Readonly<Record<Metric['rollup'], string>> = {
  sum: 'Days are added up.',
  distinct: 'Unique accounts: a period has its own count from Instagram, days are never added up.',
  latest: 'The newest known value of the period.',
  none: 'Not a number over time.',
};

function logins(metric: Metric): string {
  const served = new Set(metric.sources.flatMap((source) => source.logins));
  return served.size === 2
    ? 'Facebook Login and Instagram Login'
    : served.has('facebook')
      ? 'Facebook Login only'
      : 'Instagram Login only';
}

function servedBy(metric: Metric): string {
  const [source] = metric.sources;
  if (source?.kind === 'field') return `the profile field ${source.field}`;
  if (source === undefined) return metric.name;
  const part = source.bucket ?? source.requiredBreakdown;
  return part === undefined ? source.apiName : `${source.apiName} (${part})`;
}

/** The version that user insights came with, and every name that was ended since (Meta's changelog of v3.2). */
const FIRST_VERSION = 'v3.2';

/** Since when, how far back, in which parts, and from how many followers on. */
function limits(asked: Metric, metric: Metric): readonly (readonly string[])[] {
  const [source] = metric.sources;
  if (source === undefined) return [];
  const since: readonly string[] =
    asked.legacy === undefined
      ? ['In the API since', source.since]
      : [
          'In the API',
          `${asked.name} from ${FIRST_VERSION} until ${asked.legacy.withdrawnOn}; what answers since ${source.since}`,
        ];
  if (source.kind === 'field') return [since, ['History', 'None at Instagram; ours is made of readings.']];
  const back =
    source.historyDays === 0
      ? 'As of now; older ones are those we kept.'
      : source.historyDays === 729
        ? 'Two years (729 days) at Instagram.'
        : `${source.historyDays} days at Instagram.`;
  return [
    since,
    ['History', back],
    ...(source.breakdowns.length === 0 ? [] : [['In parts by', source.breakdowns.map(breakdownPlural).join('; ')]]),
    ...(source.topRows === undefined ? [] : [['Parts', `The top ${source.topRows} only.`]]),
    ...(source.minimumFollowers === undefined ? [] : [['Needs', `${source.minimumFollowers} followers`]]),
  ];
}

function explain(ask: Ask, metric: Metric): Answer {
  const served = servingMetric(metric);
  const facts: (readonly string[])[] = [
    ['Meaning', metric.meaning],
    ['Over a period', ROLLUP_WORDS[metric.rollup]],
    ...(metric.notOffered === undefined ? [] : [['Not offered', metric.notOffered]]),
    ...(served === undefined
      ? []
      : [['Served by', servedBy(served)], ['Offered with', logins(served)], ...limits(metric, served)]),
    ...(metric.aliases.length === 0 ? [] : [['Also understood', metric.aliases.slice(0, 6).join(', ')]]),
    ...(metric.legacy === undefined
      ? []
      : [
          ['Ended by Meta', metric.legacy.withdrawnOn],
          ['What changed', metric.legacy.change],
          ['Comparable', metric.legacy.comparable ? 'yes' : 'no'],
        ]),
    ...(served ?? metric).remarks.map((remark) => ['Note', remark]),
    ['Source', `${metric.source}, read ${metric.checkedOn}`],
  ];
  return {
    status: 'answered',
    report: {
      title: `${metric.label} (${metric.name})`,
      summary: `${metric.label}: ${metric.meaning}`,
      blocks: [{ kind: 'table', caption: metric.label, columns: ['', ''], rows: facts }],
      footer: 'Reachboard',
      actions: served === undefined ? [] : tryIt(ask, [`${metric.name} week @account`, `${metric.name} 28d @account`]),
    },
  };
}

export const helpFeature: Feature = {
  spec: {
    name: 'help',
    summary: 'Examples that work here, or one metric explained',
    options: [{ name: 'name', summary: 'A metric or command', required: false }],
    audience: 'caller',
    admin: false,
    examples: ['help', 'help reach'],
  },
  answer(deps, ask) {
    const words = ask.command.rest;
    if (words.length === 0) return Promise.resolve(overview(ask));
    const name = words.join('_').replaceAll('-', '_');
    const metric = findMetric(name);
    if (metric !== undefined) return Promise.resolve(explain(ask, metric));
    const ofPosts = findMediaMetric(name);
    const preset = defaultAccount(ask);
    if (ofPosts !== undefined) return Promise.resolve(explainMediaMetric(ofPosts, preset?.username));
    const spec = ask.menu.find((one) => one.name === name);
    if (spec === undefined) {
      const near = closest(name, [...offeredNames(), ...ask.menu.map((one) => one.name)]);
      throw new AppError('unknown-words', `There is no help about “${words.join(' ')}”.`, {
        hint: near.length > 0 ? 'Did you mean:' : 'Try /ig help.',
        suggestions: near.length > 0 ? near.map((one) => `help ${one}`) : ['help'],
      });
    }
    const day = exampleDay(instagramToday(deps.clock()));
    return Promise.resolve({
      status: 'answered',
      report: {
        title: `/ig ${spec.name}`,
        summary: spec.summary,
        blocks: [{ kind: 'text', text: spec.summary }],
        footer: 'Reachboard',
        actions: tryIt(
          ask,
          spec.examples.map((example) => example.replace('@date', day)),
        ),
      },
    });
  },
};
