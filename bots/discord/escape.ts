/** Foreign text for Discord: never a ping, a link, formatting, or a character that hides or turns what is around it. */
import { cut, lengthOf } from '../../core/reports/fit.ts';

/** Controls, format characters and lone surrogates; joiners stay, emoji and several scripts are written with them. */
const TREACHEROUS = /(?![\t\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}]/gu;
/** Markdown, mentions, `<t:…>` and its like, `://` of an address, `:emoji:`, and what begins a list. */
const MARKUP = /[\\*_~`|<>#[\]@]|:(?=\/\/|[\w+~-]+:)|(?<=^[ \t]*)[-+](?=\s)|(?<=^[ \t]*\d+)\.(?=\s)/gmu;

/** Without treacherous characters; for places where Discord formats nothing (footers, labels, picture descriptions). */
export function toPlain(text: string): string {
  return text.replaceAll(TREACHEROUS, '').trim();
}

/** `toPlain` on one line. */
export function toLine(text: string): string {
  return toPlain(text.replaceAll(/\s+/gu, ' '));
}

/** Text that Discord shows letter by letter. */
export function escapeText(text: string): string {
  return toPlain(text).replaceAll(MARKUP, String.raw`\$&`);
}

/** `escapeText`, at most `most` code points with the escapes; never cut inside one. */
export function escapeWithin(text: string, most: number): string {
  let kept = toPlain(text);
  let escaped = escapeText(kept);
  while (lengthOf(escaped) > most) {
    const over = lengthOf(escaped) - most;
    kept = cut(kept, Math.max(0, lengthOf(kept) - Math.max(1, Math.floor(over / 2))));
    escaped = escapeText(kept);
  }
  return escaped;
}

/** A cell of a code block: one line, and nothing in it can end the block. */
export function toCell(text: string): string {
  return toLine(text).replaceAll('`', 'ˋ');
}
