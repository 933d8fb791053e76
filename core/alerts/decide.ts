/** What is to be said about a series now, given what was said before. Pure. */
import type { Episode, Watch } from '../insights/spikes/episodes.ts';
import type { Judgement } from '../insights/spikes/judge.ts';
import { reviewAlert } from '../insights/spikes/restated.ts';
import type { IsoDate } from '../insights/series.ts';
import { addDays } from '../insights/spans.ts';
import type { Finding, FindingKind } from './alert.ts';

/** Flagged days so far apart belong together. */
const GAP = 2;
/** An episode that is no episode any more by the newest numbers ends quietly after this many days. */
const LONGEST_PAUSE = 7;
const BEATEN_BY = 1.25;
/** Smaller changes of a value are not worth a message. */
const LEAST_RESTATED = 0.1;
const TELLS_DAYS: ReadonlySet<FindingKind> = new Set(['call', 'peak', 'update', 'restated']);
const ENDS: ReadonlySet<FindingKind> = new Set(['corrected', 'closed', 'new level']);

/** One message to be. */
export interface Step {
  /** First day of the episode as it was first told. */
  readonly episode: string;
  readonly kind: FindingKind;
  readonly day: IsoDate;
  /** The days it tells, as they are judged now. */
  readonly judgements: readonly Judgement[];
  /** The episode's day farthest from its expectation. */
  readonly peak: Judgement;
  /** Values less expectations over all flagged days, and how many there are. */
  readonly excess: number;
  readonly flagged: number;
  /** What was said before of the days in `judgements`, in their order; of a restatement only. */
  readonly before: readonly Judgement[];
  readonly closed: Episode['closed'];
}

/** An episode as people were told of it. */
export interface SaidEpisode {
  readonly id: string;
  readonly direction: Judgement['direction'];
  /** As told last, by day. */
  readonly told: ReadonlyMap<IsoDate, Judgement>;
  readonly restated: ReadonlySet<IsoDate>;
  readonly through: IsoDate;
  readonly ended: boolean;
}

export interface DecideOptions {
  readonly directions: readonly Judgement['direction'][];
  /** Days before this are no news. */
  readonly newsFrom: IsoDate;
  readonly lastDay: IsoDate;
}

function apart({ value, expected }: Judgement): number {
  return Math.abs(value - expected.mean);
}

/** The day farthest from its expectation; undefined of none. */
export function farthest(judgements: readonly Judgement[]): Judgement | undefined {
  return judgements.reduce<Judgement | undefined>(
    (best, one) => (best === undefined || apart(one) > apart(best) ? one : best),
    undefined,
  );
}

/** The episodes in findings of one series. */
export function saidEpisodes(findings: readonly Finding[]): readonly SaidEpisode[] {
  const groups = new Map<string, Finding[]>();
  for (const one of findings) groups.set(one.episode, [...(groups.get(one.episode) ?? []), one]);
  return [...groups].flatMap(([id, group]): SaidEpisode[] => {
    const days = group.filter(({ kind }) => TELLS_DAYS.has(kind)).flatMap(({ facts }) => facts.judgements);
    const [first] = days;
    if (first === undefined) return [];
    const told = new Map(days.map((judgement) => [judgement.days.to, judgement]));
    const restated = group.filter(({ kind }) => kind === 'restated').flatMap(({ facts }) => facts.judgements);
    return [
      {
        id,
        direction: first.direction,
        told,
        restated: new Set(restated.map((judgement) => judgement.days.to)),
        through: [...told.keys()].sort().at(-1) ?? first.days.to,
        ended: group.some(({ kind }) => ENDS.has(kind)),
      },
    ];
  });
}

function belongs(episode: Episode, said: SaidEpisode, gap: number): boolean {
  return episode.direction === said.direction && episode.from <= addDays(said.through, gap) && episode.to >= said.id;
}

interface Restated {
  readonly now: Judgement;
  readonly before: Judgement;
  readonly holds: boolean;
}

/** Told days whose settled value is another one, each once. */
function restatements(watch: Watch, said: SaidEpisode): readonly Restated[] {
  const judged = new Map(watch.days.map(({ day, judgement }) => [day, judgement]));
  return [...said.told].flatMap(([day, before]): Restated[] => {
    const now = judged.get(day);
    if (now?.settled !== true || said.restated.has(day)) return [];
    const { verdict, from, to } = reviewAlert(before, now);
    if (verdict === 'corrected') return [{ now, before, holds: false }];
    // Hours that were told early are not restated by their day's number: it is told as an update.
    if (before.hours !== undefined) return [];
    const size = Math.abs(to - from) / Math.max(1, Math.abs(from));
    return verdict === 'changed' && size >= LEAST_RESTATED ? [{ now, before, holds: true }] : [];
  });
}

/** What goes on in an episode people were told of. */
function goOn(watch: Watch, said: SaidEpisode, { lastDay }: DecideOptions): readonly Step[] {
  const episode = watch.episodes.findLast((one) => belongs(one, said, GAP));
  const told = [...said.told.values()];
  const peak = episode?.peak ?? farthest(told);
  if (peak === undefined) return [];
  const base = {
    episode: said.id,
    peak,
    excess: episode?.excess ?? told.reduce((sum, one) => sum + one.value - one.expected.mean, 0),
    flagged: episode?.flagged.length ?? told.length,
    closed: episode?.closed,
  };
  const changed = restatements(watch, said);
  const retold = {
    ...base,
    judgements: changed.map(({ now }) => now),
    before: changed.map(({ before }) => before),
    day: changed.at(-1)?.now.days.to ?? lastDay,
  };
  const gone = episode === undefined && changed.length > 0 && changed.every(({ holds }) => !holds);
  if (gone && changed.length === told.length) return [{ ...retold, kind: 'corrected' }];
  const steps: Step[] = changed.length === 0 ? [] : [{ ...retold, kind: 'restated' }];
  const isEarly = ({ days, hours }: Judgement): boolean =>
    hours === undefined && said.told.get(days.to)?.hours !== undefined;
  const fresh = (episode?.flagged ?? []).filter((one) => one.days.to > said.through || isEarly(one));
  const last = fresh.at(-1);
  if (last !== undefined) {
    const replaced = new Map([...said.told, ...changed.map(({ now }) => [now.days.to, now] as const)]);
    const record = Math.max(...[...replaced.values()].map(apart));
    const beaten = fresh.some((one) => !isEarly(one) && apart(one) >= BEATEN_BY * record);
    steps.push({ ...base, kind: beaten ? 'peak' : 'update', day: last.days.to, judgements: fresh, before: [] });
  }
  const { closed } = base;
  const end = { ...base, judgements: [peak], before: [] };
  if (closed !== undefined) {
    steps.push({ ...end, kind: closed.because === 'new level' ? 'new level' : 'closed', day: closed.on });
  } else if (episode === undefined && lastDay > addDays(said.through, LONGEST_PAUSE)) {
    steps.push({ ...end, kind: 'closed', day: lastDay });
  }
  return steps;
}

/** An episode nobody was told of yet, or that goes on after its end was told. */
function begin(episode: Episode, ended: readonly SaidEpisode[], { newsFrom }: DecideOptions): readonly Step[] {
  const through = ended
    .filter((said) => belongs(episode, said, 0))
    .reduce((latest, said) => (said.through > latest ? said.through : latest), '');
  const judgements = episode.flagged.filter(({ days }) => days.to > through);
  const [first, last] = [judgements[0], judgements.at(-1)];
  if (first === undefined || last === undefined || last.days.to < newsFrom) return [];
  const { peak, excess, flagged, closed } = episode;
  return [
    {
      episode: first.days.to,
      kind: 'call',
      day: last.days.to,
      judgements,
      peak: farthest(judgements) ?? peak,
      excess,
      flagged: flagged.length,
      before: [],
      closed,
    },
  ];
}

/** Messages in their order; none when all was said. The same numbers and the same findings always give the same. */
export function decide(watch: Watch, findings: readonly Finding[], options: DecideOptions): readonly Step[] {
  const said = saidEpisodes(findings);
  const open = said.filter(({ ended }) => !ended);
  const ended = said.filter((one) => one.ended);
  const begun = watch.episodes
    .filter(({ direction }) => options.directions.includes(direction))
    .filter((episode) => !open.some((one) => belongs(episode, one, GAP)))
    .flatMap((episode) => begin(episode, ended, options));
  return [...open.flatMap((one) => goOn(watch, one, options)), ...begun];
}
