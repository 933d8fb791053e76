const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });
const ELLIPSIS = '…';

/** Width of a text in logical pixels, in the fonts we ship. */
export type Measure = (text: string, size: number, weight?: 400 | 600) => number;

/**
 * Foreign text made safe to draw: no control characters (XML 1.0 forbids most, and libxml refuses the whole picture),
 * no lone surrogates, no directional overrides that could turn a neighbour's letters round, whitespace as single
 * blanks, and the "fancy" mathematical letters people type folded to plain ones, which the fonts have.
 * At most `limit` graphemes; longer text ends in "…".
 */
export function cleanText(text: string, limit: number): string {
  const plain = text
    // A grapheme may be long, but not without end: what is cut here could never be drawn.
    .slice(0, limit * 40)
    .replace(/[\u{1d400}-\u{1d7ff}\u{2100}-\u{214f}]/gu, foldLetter)
    .replace(/[\s\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\p{Cc}\p{Cs}\ufffd\ufffe\uffff\u202a-\u202e\u2066-\u2069\ufeff]/gu, '')
    .trim();
  return cutText(plain, limit);
}

/** The text cut at a grapheme so that it fits `width`; "…" says that something is missing. */
export function fitText(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text;
  const graphemes = split(text);
  let low = 0;
  let high = graphemes.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(head(graphemes, middle)) <= width) low = middle;
    else high = middle - 1;
  }
  return head(graphemes, low);
}

function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const graphemes = split(text);
  return graphemes.length <= limit ? text : head(graphemes, limit - 1);
}

function head(graphemes: readonly string[], count: number): string {
  return graphemes.slice(0, count).join('').trimEnd() + ELLIPSIS;
}

function split(text: string): readonly string[] {
  return Array.from(SEGMENTER.segment(text), ({ segment }) => segment);
}

function foldLetter(letter: string): string {
  const folded = letter.normalize('NFKC');
  return /^\p{L}$|^\d$/u.test(folded) ? folded : letter;
}
