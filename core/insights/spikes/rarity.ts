const WHOLE = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 2 });
const RAREST = -6;
const COMMONEST = -1;

/**
 * How rare a chance is, in words: "about 1 in 2,300", "less than 1 in a million" (never beyond: a model cannot know
 * more), "nothing unusual" from 1 in 10 on. Takes a decimal logarithm.
 */
export function rarityInWords(log10P: number): string {
  if (log10P <= RAREST) return 'less than 1 in a million';
  if (log10P > COMMONEST) return 'nothing unusual';
  return `about 1 in ${WHOLE.format(10 ** -log10P)}`;
}
