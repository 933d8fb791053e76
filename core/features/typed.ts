/** A command as it was typed, for showing it again put right. */
import { normaliseText } from '../words.ts';
import type { Ask } from './feature.ts';

/** The words as they were typed. */
export function typedWords({ text }: Ask): readonly string[] {
  return text
    .trim()
    .replace(/^\/?ig\s+/iu, '')
    .split(/\s+/u);
}

/** The order as it was typed, with words put right, or left out where nothing is right. */
export function correctedAll(ask: Ask, rights: ReadonlyMap<string, string | undefined>): string {
  return typedWords(ask)
    .flatMap((word) => {
      const meant = normaliseText(word).replace(/[,;]$/u, '');
      return rights.has(meant) ? (rights.get(meant) ?? []) : [word];
    })
    .join(' ');
}

/** The same with one word. */
export function corrected(ask: Ask, wrong: string, right: string | undefined): string {
  return correctedAll(ask, new Map([[wrong, right]]));
}
