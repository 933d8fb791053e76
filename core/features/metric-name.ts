/** Commands that take the name of a metric as their first word: `export reach`, `metric reach`. */
import { AppError } from '../errors.ts';
import { findMetric, metricNames } from '../instagram/catalogue.ts';
import { findMediaMetric, mediaMetricNames } from '../instagram/media/catalogue.ts';
import { parseCommandText } from '../parse.ts';
import { closest } from '../words.ts';
import type { Ask } from './feature.ts';

/** Commands that show a metric under a name of their own. */
const STANDS_FOR = new Map([
  ['online', 'online_followers'],
  ['audience', 'follower_demographics'],
]);

/** Every name and other spelling that may be suggested: those of metrics that are answered or were ended, none that is not offered. */
export function offeredNames(): readonly string[] {
  return metricNames().filter((name) => findMetric(name)?.notOffered === undefined);
}

/** The same for the metrics of posts and stories. */
export function offeredMediaNames(): readonly string[] {
  return mediaMetricNames().filter((name) => findMediaMetric(name)?.notOffered === undefined);
}

/** The question as if the metric had been asked for itself. AppError, with corrected commands, when no metric is named. */
export function askOfMetric(ask: Ask, command: 'export' | 'metric'): Ask {
  const words = ask.command.rest;
  const { what, rest } = parseCommandText(words.join(' '), new Set(STANDS_FOR.keys()));
  if (what !== undefined) return { ...ask, command: { ...ask.command, what: STANDS_FOR.get(what) ?? what, rest } };
  const example = `${command} reach 28d`;
  if (words.length === 0) {
    throw new AppError('unknown-words', 'Say which metric.', {
      hint: `For example /ig ${example}.`,
      suggestions: [example],
    });
  }
  throw new AppError('unknown-words', `I do not know the metric “${words.join(' ')}”.`, {
    hint: `The name of a metric comes here: /ig ${example}.`,
    suggestions: [
      ...new Set(closest(words.join('_'), offeredNames()).map((name) => findMetric(name)?.name ?? name)),
    ].map((name) =>
      [command, name, ask.command.when, ...ask.command.accounts.map((one) => `@${one}`)].join(' ').trim(),
    ),
  });
}
