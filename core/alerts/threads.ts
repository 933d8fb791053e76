/** Where the words about an episode stand, and which messages a restated value corrects. */
import { formatDay, formatDelta, formatFullDay } from '../reports/format.ts';
import type { RenderedReport } from '../reports/report.ts';
import type { Finding, FindingKind } from './alert.ts';
import { verdictWords } from './words.ts';

const TELLS: ReadonlySet<FindingKind> = new Set(['call', 'peak', 'update']);
const RESTATES: ReadonlySet<FindingKind> = new Set(['restated', 'corrected']);

type Told = Pick<Finding, 'accountId' | 'series' | 'episode' | 'kind' | 'facts' | 'postKey'>;

/** How a correction names the day it was found and its account. */
interface CorrectionWords {
  readonly dayOf: (finding: Finding) => string;
  readonly nameOf: (finding: Finding) => string;
}

function sameEpisode(a: Told, b: Told): boolean {
  return a.accountId === b.accountId && a.series === b.series && a.episode === b.episode;
}

/** Key of the message that everything else about an episode stands under; undefined when none was posted. */
export function rootOf(said: readonly Told[], episode: string): string | undefined {
  return said.find((one) => one.episode === episode && TELLS.has(one.kind) && one.postKey !== undefined)?.postKey;
}

/** Messages that told a day of this restatement, oldest first, each once. */
export function correctedBy(said: readonly Told[], restated: Told): readonly string[] {
  const days = new Set(restated.facts.judgements.map((one) => one.days.to));
  const told = said.filter(
    (one) =>
      sameEpisode(one, restated) &&
      TELLS.has(one.kind) &&
      one.facts.judgements.some(({ days: { to } }) => days.has(to)),
  );
  return [...new Set(told.flatMap(({ postKey }) => postKey ?? []))];
}

/** "Wed 11 Nov restated from +500 to +620, still unusual". */
function restatedWords({ facts }: Told, days: ReadonlySet<string>): readonly string[] {
  return facts.judgements.flatMap((now, i) => {
    const before = facts.before?.[i];
    if (before === undefined || !days.has(now.days.to)) return [];
    return [
      `${formatDay(now.days.to)} restated from ${formatDelta(before.value)} to ${formatDelta(now.value)}, ${verdictWords(before, now)}`,
    ];
  });
}

/**
 * Everything that corrects a message by now, one sentence for each restatement, in the order of `said`: what was found
 * in the message's place, of all accounts. A message about several accounts names the one that a sentence is about.
 */
export function correctionsOf(
  said: readonly Finding[],
  postKey: string,
  { dayOf, nameOf }: CorrectionWords,
): readonly string[] {
  const told = said.filter((one) => one.postKey === postKey && TELLS.has(one.kind));
  const shared = new Set(told.map(({ accountId }) => accountId)).size > 1;
  return said
    .filter(({ kind }) => RESTATES.has(kind))
    .flatMap((one) => {
      const own = told.filter((other) => sameEpisode(other, one));
      const words = restatedWords(
        one,
        new Set(own.flatMap(({ facts }) => facts.judgements.map(({ days }) => days.to))),
      );
      const name = shared ? `${nameOf(one)}: ` : '';
      return words.length === 0 ? [] : [`Corrected on ${formatFullDay(dayOf(one))}: ${name}${words.join('; ')}.`];
    });
}

/** A message as it was with its corrections above it: what it said stays readable. */
export function withCorrections(report: RenderedReport, corrections: readonly string[]): RenderedReport {
  const notices = corrections.map((text) => ({ kind: 'notice', tone: 'warning', text }) as const);
  const newest = corrections.at(-1) ?? '';
  return { ...report, summary: `${report.summary} ${newest}`, blocks: [...notices, ...report.blocks] };
}
