const WHOLE = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 2 });
const RAREST = -6;
const COMMONEST = -1;

/**
 * How rare the model calls a chance, in words: "about 1 in 2,300", "less than 1 in a million" (never beyond: a model
 * cannot know more), "nothing unusual" above 1 in 10. Takes a decimal logarithm.
 */
export function rarityInWords(log10P: number): string {
  if (log10P <= RAREST) return 'less than 1 in a million';
  if (log10P > COMMONEST) return 'nothing unusual';
  return `about 1 in ${WHOLE.format(10 ** -log10P)}`;
}

/**
 * Days a year on which nothing happens and the model yet calls the day so rare (and large enough to alert), by -log10
 * of the chance from 2 on. Measured over 20 kinds of simulated accounts (`npm run evaluate`): real noise has heavier
 * tails than any model, so luck strikes more often than the chance alone says.
 */
const LUCK_A_YEAR = [5.7, 1.65, 0.57, 0.21, 0.1] as const;

/** How often an ordinary account has such a day by luck, in words: "about 2 times a year", "about once in 5 years". */
export function luckInWords(log10P: number): string {
  const place = Math.max(0, -log10P - 2);
  const step = Math.floor(place);
  const here = LUCK_A_YEAR[step];
  const next = LUCK_A_YEAR[step + 1];
  if (here === undefined || next === undefined) return 'less than once in 10 years';
  const rate = here * (next / here) ** (place - step);
  if (rate < 0.75) return `about once in ${WHOLE.format(Math.max(2, Math.round(1 / rate)))} years`;
  return rate < 1.5 ? 'about once a year' : `about ${Math.round(rate)} times a year`;
}
