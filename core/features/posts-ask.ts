/** What stands after `posts` and `stories`: an order, a metric after `by`, and what is left for the account. */
import { AppError } from '../errors.ts';
import { findMediaMetric, mediaMetricNames } from '../instagram/media/catalogue.ts';
import type { MediaMetric } from '../instagram/media/metric.ts';
import { closest, joinedName, nameKey } from '../words.ts';
import type { Ask } from './feature.ts';

const TOP = new Set(['top', 'best', 'ranking', 'ranked']);
const RECENT = new Set(['recent', 'newest', 'latest', 'new']);
const FILLERS = new Set(['the', 'of', 'from', 'my', 'our', 'for', 'in']);
const LONGEST_NAME = 5;

export interface PostsAsk {
  readonly order: 'top' | 'recent';
  /** Undefined when none was said. */
  readonly metric: MediaMetric | undefined;
  /** The question without the words that were understood. */
  readonly ask: Ask;
}

function metricAt(
  words: readonly string[],
  start: number,
): { readonly metric: MediaMetric; readonly length: number } | undefined {
  for (let length = Math.min(LONGEST_NAME, words.length - start); length >= 1; length -= 1) {
    const joined = joinedName(words.slice(start, start + length));
    if (joined === undefined) continue;
    const metric = findMediaMetric(joined) ?? findMediaMetric(nameKey(joined));
    if (metric !== undefined) return { metric, length };
  }
  return undefined;
}

function unknownMetric(word: string | undefined): AppError {
  if (word === undefined) {
    return new AppError('unknown-words', 'Say by which metric.', {
      hint: 'For example:',
      suggestions: ['posts top by saved', 'posts top by reach'],
    });
  }
  const near = closest(word, mediaMetricNames());
  return new AppError('unknown-words', `I do not know the metric “${word}” of posts.`, {
    hint: near.length > 0 ? 'Did you mean:' : 'For example:',
    suggestions: (near.length > 0 ? near : ['saved', 'reach', 'shares']).map((name) => `posts top by ${name}`),
  });
}

/** Reads the words. AppError when what follows `by` is no metric of posts. */
export function readPostsAsk(ask: Ask): PostsAsk {
  const words = ask.command.rest.filter((word) => !FILLERS.has(word));
  const left: string[] = [];
  let order: 'top' | 'recent' | undefined;
  let metric: MediaMetric | undefined;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const start = word === 'by' ? at + 1 : at;
    const found = metric === undefined ? metricAt(words, start) : undefined;
    if (word === 'by' && found === undefined) throw unknownMetric(words[start]);
    if (found !== undefined) {
      metric = found.metric;
      at = start + found.length - 1;
    } else if (TOP.has(word)) order = 'top';
    else if (RECENT.has(word)) order = 'recent';
    else left.push(word);
  }
  return {
    order: order ?? 'top',
    metric,
    ask: { ...ask, command: { ...ask.command, rest: left } },
  };
}
