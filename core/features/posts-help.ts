/** `/ig help saved`: a name of post insights explained from its row. */
import type { MediaMetric } from '../instagram/media/metric.ts';
import type { Answer } from './feature.ts';
import { kindsWord, kindWord } from './posts-words.ts';

const ROLLUPS: Readonly<Record<MediaMetric['rollup'], string>> = {
  sum: 'Posts are added up.',
  unique: 'Unique accounts: posts are never added up.',
  rate: 'A number of each post; the typical one is told.',
};

function servedBy({ source }: MediaMetric): string | undefined {
  if (source === undefined) return undefined;
  const part = source.bucket ?? source.breakdown;
  return part === undefined ? source.apiName : `${source.apiName} (${part})`;
}

/** What a row knows, as a table. */
export function explainMediaMetric(metric: MediaMetric, username: string | undefined): Answer {
  const { source, legacy, notOffered } = metric;
  const served = servedBy(metric);
  const facts: readonly (readonly string[])[] = [
    ['Meaning', metric.meaning],
    ['Of', metric.kinds.map((kind) => kindWord(kind).toLowerCase()).join(', ')],
    ['Over a period', ROLLUPS[metric.rollup]],
    ...(notOffered === undefined ? [] : [['Not offered', notOffered]]),
    ...(served === undefined ? [] : [['Served by', served]]),
    ...(source === undefined
      ? []
      : [
          ['Offered with', source.logins.length === 2 ? 'Facebook Login and Instagram Login' : 'Facebook Login only'],
          ['In the API since', source.since],
        ]),
    ...(metric.aliases.length === 0 ? [] : [['Also understood', metric.aliases.join(', ')]]),
    ...(legacy === undefined
      ? []
      : [
          ['Ended by Meta', legacy.withdrawnOn],
          ['What changed', legacy.change],
          ['Comparable', legacy.comparable ? 'yes' : 'no'],
        ]),
    ...metric.remarks.map((remark) => ['Note', remark]),
    ['Source', `${metric.page}, read ${metric.checkedOn}`],
  ];
  const at = username === undefined ? '' : ` @${username}`;
  const examples = metric.kinds.includes('story')
    ? [`${metric.name} week${at}`, `stories${at}`]
    : [`${metric.name} 28d${at}`, `posts top by ${metric.name} 90d${at}`];
  return {
    status: 'answered',
    report: {
      title: `${metric.label} of ${kindsWord(metric.kinds)} (${metric.name})`,
      summary: `${metric.label}: ${metric.meaning}`,
      blocks: [{ kind: 'table', caption: metric.label, columns: ['', ''], rows: facts }],
      footer: 'Reachboard',
      actions:
        source === undefined ? [] : examples.map((command) => ({ label: `/ig ${command}`, command, group: 'fix' })),
    },
  };
}
