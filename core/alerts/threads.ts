/** Where the words about an episode stand, and which messages a restated value corrects. */
import { reviewAlert } from '../insights/spikes/restated.ts';
import { formatDay, formatDelta, formatFullDay } from '../reports/format.ts';
import type { RenderedReport } from '../reports/report.ts';
import type { Finding, FindingKind } from './alert.ts';

const TELLS: ReadonlySet<FindingKind> = new Set(['call', 'peak', 'update']);
const RESTATES: ReadonlySet<FindingKind> = new Set(['restated', 'corrected']);

type Told = Pick<Finding, 'episode' | 'kind' | 'facts' | 'postKey'>;

/** Key of the message that everything else about an episode stands under; undefined when none was posted. */
export function rootOf(said: readonly Told[], episode: string): string | undefined {
  return said.find((one) => one.episode === episode && TELLS.has(one.kind) && one.postKey !== undefined)?.postKey;
}

/** Messages that told a day of this restatement, oldest first, each once. */
export function correctedBy(said: readonly Told[], restated: Told): readonly string[] {
  const days = new Set(restated.facts.judgements.map((one) => one.days.to));
  const told = said.filter(
    ({ episode, kind, facts }) =>
      episode === restated.episode && TELLS.has(kind) && facts.judgements.some((one) => days.has(one.days.to)),
  );
  return [...new Set(told.flatMap(({ postKey }) => postKey ?? []))];
}

/** "Wed 11 Nov restated from +500 to +620; still unusual". */
function restatedWords({ facts }: Told, days: ReadonlySet<string>): readonly string[] {
  return facts.judgements.flatMap((now, i) => {
    const before = facts.before?.[i];
    if (before === undefined || !days.has(now.days.to)) return [];
    const holds = reviewAlert(before, now).verdict !== 'corrected';
    const end = holds ? 'still unusual' : 'not unusual any more';
    return [
      `${formatDay(now.days.to)} restated from ${formatDelta(before.value)} to ${formatDelta(now.value)}, ${end}`,
    ];
  });
}

/** Everything that corrects a message by now, one sentence for each restatement. `dayOf` names the day of a finding. */
export function correctionsOf(
  said: readonly Finding[],
  postKey: string,
  dayOf: (finding: Finding) => string,
): readonly string[] {
  const told = said.filter((one) => one.postKey === postKey && TELLS.has(one.kind));
  const days = new Set(told.flatMap(({ facts }) => facts.judgements.map((one) => one.days.to)));
  return said
    .filter(({ kind, episode }) => RESTATES.has(kind) && told.some((one) => one.episode === episode))
    .flatMap((one) => {
      const words = restatedWords(one, days);
      return words.length === 0 ? [] : [`Corrected on ${formatFullDay(dayOf(one))}: ${words.join('; ')}.`];
    });
}

/** A message as it was with its corrections above it: what it said stays readable. */
export function withCorrections(report: RenderedReport, corrections: readonly string[]): RenderedReport {
  const notices = corrections.map((text) => ({ kind: 'notice', tone: 'warning', text }) as const);
  const newest = corrections.at(-1) ?? '';
  return { ...report, summary: `${report.summary} ${newest}`, blocks: [...notices, ...report.blocks] };
}
