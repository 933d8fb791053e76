/** A command as it was typed, for showing it again put right. */
import type { Ask } from './feature.ts';

/** The words as they were typed. */
export function typedWords({ text }: Ask): readonly string[] {
  return text
    .trim()
    .replace(/^\/?ig\s+/iu, '')
    .split(/\s+/u);
}

/** The order as it was typed, with one word put right, or left out. */
export function corrected(ask: Ask, wrong: string, right: string | undefined): string {
  const isWrong = (word: string): boolean => word.toLowerCase().replace(/[,;]$/u, '') === wrong;
  return typedWords(ask)
    .flatMap((word) => (isWrong(word) ? (right ?? []) : [word]))
    .join(' ');
}
