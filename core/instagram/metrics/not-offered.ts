import type { Metric } from '../metric.ts';
import { counted } from './served.ts';

const THREADS = [
  'threads_likes',
  'threads_replies',
  'quotes',
  'threads_followers',
  'threads_follower_demographics',
  'threads_views',
  'threads_clicks',
  'threads_reposts',
];

function row(name: string, meaning: string, reason: string): Metric {
  const label = name.replaceAll('_', ' ').replace(/^./u, (letter) => letter.toUpperCase());
  return counted({ name, label, meaning, unit: '', rollup: 'none', sources: [], notOffered: reason });
}

/** Names that the API's list of metrics holds and that are not asked for. */
export const NOT_OFFERED_METRICS: readonly Metric[] = [
  row(
    'content_views',
    'Nobody outside Meta knows: the name is in the API’s list and in no page.',
    'content_views is in the API’s list of names but documented nowhere, so nobody can say what it counts; views is the documented number.',
  ),
  ...THREADS.map((name) =>
    row(
      name,
      'A number of Threads, not of Instagram.',
      `${name} belongs to Threads: accounts without it are refused, and Threads has an API of its own.`,
    ),
  ),
];
