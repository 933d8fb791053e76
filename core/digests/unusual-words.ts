/** What is unusual about a week, in words: of followers those of alerts, of other numbers their place in the usual range. */
import { farthest } from '../alerts/decide.ts';
import { rareShort, seriesName, usualWords, valueWords } from '../alerts/words.ts';
import { formatDay, formatDelta, formatList } from '../reports/format.ts';
import type { AccountFacts, UnusualFact } from './facts.ts';

/** " 3 unusual days since Fri 13 Nov, +1,204 new followers against the usual in all." */
function episodeWords({ series, since, days }: UnusualFact): string {
  const [first] = days;
  const earlier = first !== undefined && since < first.days.to;
  if (days.length < 2) return earlier ? ` Unusual since ${formatDay(since)}.` : '';
  const excess = days.reduce((sum, { value, expected }) => sum + value - expected.mean, 0);
  const begun = earlier ? ` (it began on ${formatDay(since)})` : '';
  return ` ${days.length} unusual days that week${begun}, ${formatDelta(Math.round(excess))} ${seriesName(series)} against the usual in all.`;
}

/** Each jump, fall or noticeable day of followers in a sentence of the alert about it. */
export function unusualFollowers({ username, unusual = [] }: AccountFacts): readonly string[] {
  return unusual.flatMap((fact) => {
    const shown = farthest(fact.days);
    if (shown === undefined) return [];
    const lead = fact.alerts ? 'Unusual for' : 'Noticeable, though too common for an alert, at';
    const facts = [valueWords(shown, fact.series), usualWords(shown, fact.series), rareShort(shown)];
    return [`${lead} @${username}: ${facts.join('; ')}.${episodeWords(fact)}`];
  });
}

/** Counts move by about their square root without any cause: so much beyond a range is no news yet. */
function chanceOf(bound: number): number {
  return 2 * Math.sqrt(Math.max(1, Math.abs(bound)));
}

/** Headline numbers outside what the account usually has; the ranges stand beside the numbers. */
export function unusualNumbers({ username, numbers }: AccountFacts): string | undefined {
  const known = numbers.flatMap(({ value, usual, label }) => {
    if (usual === null || value === null) return [];
    const above = value > usual.high + chanceOf(usual.high);
    const below = value < usual.low - chanceOf(usual.low);
    const place = above ? 'above' : below ? 'below' : undefined;
    return place === undefined ? [] : [{ name: label.toLowerCase(), place, weeks: usual.weeks }];
  });
  // Not of every number as many are known: what is said is true of all that are named.
  const weeks = Math.min(...known.map((one) => one.weeks));
  const words = (['above', 'below'] as const).flatMap((place) => {
    const names = known.filter((one) => one.place === place).map(({ name }) => name);
    return names.length === 0 ? [] : [`${formatList(names)} ${names.length === 1 ? 'is' : 'are'} ${place}`];
  });
  if (words.length === 0) return undefined;
  return `Unusual for @${username}: ${words.join('; ')} anything in the ${weeks} known weeks before.`;
}
