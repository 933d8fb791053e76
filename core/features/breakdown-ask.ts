/** The words of a question that ask for parts: `reach by type`, `engaged_audience_demographics cities`. */
import type { Ask } from './feature.ts';
import { breakdownOfWord } from './breakdown-names.ts';

const BY = new Set(['by', 'per', 'split']);

export interface BreakdownAsk {
  /** Single breakdowns, each once, as asked; empty when none was. */
  readonly wanted: readonly string[];
  /** The question without those words. */
  readonly ask: Ask;
}

/**
 * Takes the breakdown words out of a question: what follows `by`, API names such as `follow_type` anywhere, and with
 * `bare` (metrics that are nothing but parts) every word that can be one.
 */
export function takeBreakdown(ask: Ask, bare: boolean): BreakdownAsk {
  const wanted: string[] = [];
  const rest: string[] = [];
  let after = false;
  for (const word of ask.command.rest) {
    const name = breakdownOfWord(word);
    const joining = wanted.length > 0 && (word === 'and' || word === '&');
    if (BY.has(word)) after = true;
    else if (name !== undefined && (after || bare || word === name)) wanted.push(name);
    else if (!joining) rest.push(word);
  }
  return { wanted: [...new Set(wanted)], ask: { ...ask, command: { ...ask.command, rest } } };
}
