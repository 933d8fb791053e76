/** Findings as messages. */
import type { Account } from '../accounts.ts';
import { usualBand, type BandDay } from '../insights/spikes/band.ts';
import type { Cause } from '../insights/spikes/cause.ts';
import { type DayRow, dayNumber, dayOf } from '../insights/spikes/days.ts';
import type { Watch } from '../insights/spikes/episodes.ts';
import { isMajor } from '../insights/spikes/grade.ts';
import type { Judgement } from '../insights/spikes/judge.ts';
import type { IsoDate } from '../insights/series.ts';
import type { Chart, ChartPoint, Mention, Report, ReportAction, ReportBlock } from '../reports/report.ts';
import { formatDay, formatDays, formatDelta, formatNumber } from '../reports/format.ts';
import type { AlertSeries } from './alert.ts';
import type { Step } from './decide.ts';
import { causeWords, rareShort, rareWords, seriesName, usualWords, valueWords, verdictWords } from './words.ts';

const DAYS_SHOWN = 28;
const FOOTER = 'Follower alert · days are Instagram’s (US Pacific)';

/** One watched series of one account, as it stands. */
export interface Watched {
  readonly account: Account;
  readonly series: AlertSeries;
  readonly row: DayRow;
  readonly watch: Watch;
  /** Days of an example that nobody counted. */
  readonly invented?: ReadonlySet<IsoDate>;
}

function picture({ account, series, row, watch, invented }: Watched): ReportBlock<Chart> {
  const kind = series === 'new' ? 'counts' : 'changes';
  const band = usualBand(row, watch, kind, DAYS_SHOWN);
  const points = band.map(({ day }): ChartPoint => {
    const place = dayNumber(day) - row.first;
    const value = row.values[place] ?? null;
    if (value === null) return { day, value, state: 'unavailable' };
    if (invented?.has(day) === true) return { day, value, state: 'estimated' };
    return { day, value, state: row.settled[place] === true ? 'final' : 'provisional' };
  });
  const expected = ({ day, usual }: BandDay): ChartPoint => {
    const value = usual === undefined ? null : Math.round(usual.mean);
    return { day, value, state: value === null ? 'unavailable' : 'final' };
  };
  const days = { from: band[0]?.day ?? dayOf(row.first), to: band.at(-1)?.day ?? dayOf(row.first) };
  const name = seriesName(series);
  const word = series === 'new' ? formatNumber : formatDelta;
  return {
    kind: 'picture',
    picture: {
      kind: 'trend',
      title: `@${account.username}: ${name} per day`,
      subtitle: formatDays(days),
      unit: 'followers',
      points,
      previous: band.map(expected),
      band: band.map(({ usual }) => (usual === undefined ? null : { low: usual.low, high: usual.high })),
      pointsName: invented === undefined ? name : `${name} (example)`,
      previousName: 'usual (shaded: range)',
    },
    alt: `Chart of ${name} per day, ${formatDays(days)}, with the usual range shaded.`,
    fallback: {
      kind: 'table',
      caption: `${name} per day`,
      columns: ['Day', 'Followers', 'Usual', 'Usual range', 'State'],
      rows: band.map(({ day, usual }, i) => {
        const { value = null, state = 'unavailable' } = points[i] ?? {};
        return [
          formatDay(day),
          value === null ? '–' : word(value),
          usual === undefined ? '–' : word(Math.round(usual.mean)),
          usual === undefined ? '–' : `${word(usual.low)} to ${word(usual.high)}`,
          value !== null && invented?.has(day) === true ? 'invented' : state,
        ];
      }),
    },
  };
}

function jumpWord({ direction }: Judgement): 'jump' | 'fall' {
  return direction === 'up' ? 'jump' : 'fall';
}

/** Buttons under an alert; their whole state is the command. */
function controls(account: Account, episode: string, cause: Cause | undefined): readonly ReportAction[] {
  const name = `@${account.username}`;
  const post = cause?.kind === 'posts' ? cause.posts[0]?.post.id : undefined;
  return [
    { label: 'Followers', command: `followers 28d ${name}`, group: 'metric' },
    ...(post === undefined ? [] : [{ label: 'The post', command: `post ${post} ${name}`, group: 'metric' as const }]),
    { label: 'Useful', command: `alerts useful ${episode} ${name}`, group: 'fix' },
    { label: 'Not useful', command: `alerts useless ${episode} ${name}`, group: 'fix' },
    { label: 'Snooze a day', command: `alerts snooze ${name}`, group: 'fix' },
    { label: 'Mute 7 days', command: `alerts mute 7d ${name}`, group: 'fix' },
  ];
}

function provisionalNotice(judgements: readonly Judgement[]): readonly ReportBlock<Chart>[] {
  if (judgements.every(({ settled }) => settled)) return [];
  const early = judgements.some(({ hours }) => hours !== undefined);
  const text = early
    ? 'Early: from the follower total between daily values. The day’s own number follows under this message.'
    : 'Provisional: younger than 48 hours, so Instagram may still move it, usually upward.';
  return [{ kind: 'notice', tone: 'info', text }];
}

/** Whom a message calls that tells of these days: nobody when none of them is major. */
function callFor(mention: Mention | undefined, judgements: readonly Judgement[]): Pick<Report, 'mention'> {
  return mention !== undefined && judgements.some(isMajor) ? { mention } : {};
}

/** The first message of an episode, and one for a new peak. `mention`: whom it calls when it is major. */
export function callReport(watched: Watched, step: Step, cause: Cause, mention?: Mention): Report {
  const { account, series, row, invented } = watched;
  const { peak, judgements, kind } = step;
  const newest = judgements.at(-1) ?? peak;
  const shown = kind === 'peak' ? newest : judgements.reduce((a, b) => (b === peak ? b : a), newest);
  const word = jumpWord(shown);
  const since = step.episode < shown.days.to ? ` Unusual since ${formatDay(step.episode)}.` : '';
  const usual = usualWords(shown, series, invented?.has(dayOf(row.first)) === true ? 'in this example' : undefined);
  const sentence = `${valueWords(shown, series)}; ${usual}.${since}`;
  const title =
    kind === 'peak' ? `New peak: followers of @${account.username}` : `Followers ${word} at @${account.username}`;
  return {
    title,
    summary: `@${account.username}: ${valueWords(shown, series)}; ${usual}; ${rareShort(shown)}.`,
    blocks: [
      { kind: 'text', text: sentence },
      { kind: 'text', text: rareWords(shown) },
      { kind: 'text', text: causeWords(cause) },
      ...provisionalNotice([shown]),
      picture(watched),
    ],
    footer: FOOTER,
    actions: controls(account, step.episode, cause),
    ...callFor(mention, [shown]),
  };
}

function excessWords({ excess, flagged }: Step, series: AlertSeries): string {
  const days = flagged === 1 ? '1 unusual day' : `${flagged} unusual days`;
  return `${days}, ${formatDelta(Math.round(excess))} ${seriesName(series)} against the usual in all`;
}

function restatedWords({ judgements, before }: Step): string {
  const days = judgements.map((now, i) => {
    const then = before[i] ?? now;
    const [day, from, to] = [formatDay(now.days.to), formatDelta(then.value), formatDelta(now.value)];
    const what =
      then.hours === undefined
        ? `was restated from ${from} to ${to}`
        : `brought ${to} in all, after ${from} within hours`;
    return `${day} ${what}, ${verdictWords(then, now)}`;
  });
  return `${days.join('; ')}.`;
}

interface Note {
  readonly title: string;
  readonly text: string;
}

function newLevelNote({ closed, episode }: Step): Note {
  const typical = closed?.because === 'new level' ? `About ${formatNumber(closed.typical)} a day` : 'This';
  const text = `Five of the last seven days were unusual, since ${formatDay(episode)}. ${typical} is the new normal; the usual range is learnt anew.`;
  return { title: 'New normal', text };
}

function updateNote(step: Step, series: AlertSeries, word: string): Note {
  const days = step.judgements.map((one) => `${valueWords(one, series)} (${usualWords(one, series)})`);
  return { title: `Update: the ${word} goes on`, text: `${days.join('; ')}. So far ${excessWords(step, series)}.` };
}

function noteText(step: Step, series: AlertSeries, word: string): Note {
  const { kind, peak, episode, day, judgements, before } = step;
  if (kind === 'restated') {
    const holds = judgements.some((now, i) => verdictWords(before[i] ?? now, now) === 'still unusual');
    const title = holds ? `Restated: the ${word} holds` : `Corrected: part of the ${word}`;
    return { title, text: restatedWords(step) };
  }
  if (kind === 'corrected') return { title: `Corrected: no ${word}`, text: restatedWords(step) };
  if (kind === 'new level') return newLevelNote(step);
  if (kind !== 'closed') return updateNote(step, series, word);
  const text = `Back to usual since ${formatDay(day)}. Began ${formatDay(episode)}: ${excessWords(step, series)}; peak ${valueWords(peak, series)}.`;
  return { title: `The ${word} is over`, text };
}

/** A quiet note on an episode that was told: another day, a restatement, its end. */
export function noteReport({ account, series }: Pick<Watched, 'account' | 'series'>, step: Step): Report {
  const { title, text } = noteText(step, series, jumpWord(step.peak));
  return {
    title: `${title} · @${account.username}`,
    summary: `@${account.username}: ${text}`,
    blocks: [{ kind: 'text', text }, ...provisionalNotice(step.kind === 'update' ? step.judgements : [])],
    footer: FOOTER,
    actions: [{ label: 'Followers', command: `followers 28d @${account.username}`, group: 'metric' }],
  };
}

/** A note a week after the end of a jump. */
export function followUpReport({ username }: Account, title: string, text: string): Report {
  return {
    title: `${title} · @${username}`,
    summary: `@${username}: ${text}`,
    blocks: [{ kind: 'text', text }],
    footer: FOOTER,
    actions: [{ label: 'Followers', command: `followers 28d @${username}`, group: 'metric' }],
  };
}

/** One message where several accounts jump at once. `mention`: whom it calls when one of them is major. */
export function manyReport(
  all: readonly { readonly watched: Watched; readonly step: Step }[],
  mention?: Mention,
): Report {
  const rows = all.map(({ watched: { account, series }, step: { peak } }) => [
    `@${account.username}`,
    valueWords(peak, series),
    usualWords(peak, series).replace('usual for this account: ', ''),
    rareShort(peak),
  ]);
  const text = `${all.length} accounts are unusual at once. When many move together, look for one cause: a campaign, a mention of all, or Instagram itself.`;
  return {
    title: `Followers of ${all.length} accounts move`,
    summary: `${text} ${rows.map(([name = '', value = '']) => `${name}: ${value}`).join('; ')}.`,
    blocks: [
      { kind: 'text', text },
      { kind: 'table', caption: 'Unusual days', columns: ['Account', 'What', 'Usual', 'How rare'], rows },
    ],
    footer: FOOTER,
    actions: all.slice(0, 5).map(({ watched: { account } }) => ({
      label: `@${account.username}`,
      command: `followers 28d @${account.username}`,
      group: 'account' as const,
    })),
    ...callFor(
      mention,
      all.map(({ step }) => step.peak),
    ),
  };
}

/** A sentence with a title: milestones, and rights that end. */
export function plainReport(title: string, text: string, actions: readonly ReportAction[], warning = false): Report {
  const block: ReportBlock<Chart> = warning ? { kind: 'notice', tone: 'warning', text } : { kind: 'text', text };
  return { title, summary: text, blocks: [block], footer: 'Reachboard alert', actions };
}
