/** Commands that take the name of a metric as their first word: `export reach`, `metric reach`. */
import { AppError } from '../errors.ts';
import { metricNames } from '../instagram/catalogue.ts';
import { parseCommandText } from '../parse.ts';
import { closest } from '../words.ts';
import type { Ask } from './feature.ts';

/** The question as if the metric had been asked for itself. AppError, with corrected commands, when no metric is named. */
export function askOfMetric(ask: Ask, command: 'export' | 'metric'): Ask {
  const words = ask.command.rest;
  const { what, rest } = parseCommandText(words.join(' '), new Set());
  if (what !== undefined) return { ...ask, command: { ...ask.command, what, rest } };
  const example = `${command} reach 28d`;
  if (words.length === 0) {
    throw new AppError('unknown-words', 'Say which metric.', {
      hint: `For example /ig ${example}.`,
      suggestions: [example],
    });
  }
  throw new AppError('unknown-words', `I do not know the metric “${words.join(' ')}”.`, {
    hint: `The name of a metric comes here: /ig ${example}.`,
    suggestions: closest(words.join('_'), metricNames()).map((name) => `${command} ${name}`),
  });
}
