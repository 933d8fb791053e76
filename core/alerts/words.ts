/** Sentences of alerts: how many, what is usual, how rare, since when, the probable cause. */
import { type Cause, type NonFollowers, type PostEvidence } from '../insights/spikes/cause.ts';
import { type Judgement, usualRange } from '../insights/spikes/judge.ts';
import { luckInWords, rarityInWords } from '../insights/spikes/rarity.ts';
import { reviewAlert } from '../insights/spikes/restated.ts';
import { countDays } from '../insights/spans.ts';
import { formatDay, formatDays, formatDelta, formatFullDay, formatList, formatNumber } from '../reports/format.ts';
import type { AlertSeries } from './alert.ts';

/** What a series counts. */
export function seriesName(series: AlertSeries): string {
  return series === 'new' ? 'new followers' : 'net followers';
}

function rangeWords({ expected }: Judgement, series: AlertSeries): string {
  const { low, high } = usualRange(expected);
  const word = series === 'new' ? formatNumber : formatDelta;
  return `${word(low)} to ${word(high)}`;
}

/** "in one hour", "in 6 hours". */
function hourWords({ from, to }: NonNullable<Judgement['hours']>): string {
  const hours = Math.round((to - from) / 3_600_000);
  return hours === 1 ? 'in one hour' : `in ${hours} hours`;
}

/** "+540 new followers on Sun 15 Nov 2026", "−900 net followers over 3 days, 13–15 Nov 2026". */
export function valueWords({ value, days, hours }: Judgement, series: AlertSeries): string {
  if (hours !== undefined) return `${formatDelta(value)} followers ${hourWords(hours)} on ${formatFullDay(days.to)}`;
  const count = countDays(days);
  const when = count === 1 ? `on ${formatFullDay(days.to)}` : `over ${count} days, ${formatDays(days)}`;
  return `${formatDelta(value)} ${seriesName(series)} ${when}`;
}

/** "usual for this account: 55 (20 to 98)". `whose`: instead of "for this account". */
export function usualWords(judgement: Judgement, series: AlertSeries, whose = 'for this account'): string {
  const mean = Math.round(judgement.expected.mean);
  if (judgement.hours !== undefined) {
    return `usual at this time of day: ${formatDelta(mean)} (${rangeWords(judgement, 'net')})`;
  }
  const usual = series === 'new' ? formatNumber(mean) : formatDelta(mean);
  return `usual ${whose}: ${usual} (${rangeWords(judgement, series)})`;
}

/** What a told day is after its value was read again: the note and the corrected message say the same of it. */
export function verdictWords(before: Judgement, now: Judgement): 'still unusual' | 'not unusual any more' {
  return reviewAlert(before, now).verdict === 'corrected' ? 'not unusual any more' : 'still unusual';
}

/** How rare by our model and how often by luck, never beyond "less than 1 in a million". */
export function rareWords({ log10P }: Judgement): string {
  return `By our model ${rarityInWords(log10P)} days is like this; by luck alone an ordinary account has one ${luckInWords(log10P)}.`;
}

export function rareShort({ log10P }: Judgement): string {
  return rarityInWords(log10P);
}

function postWords({ kind, publishedOn }: PostEvidence): string {
  return `the ${kind} of ${formatDay(publishedOn)}`;
}

const CHECKS = {
  'mentions and tags': 'mentions and tags',
  'collaborations on other accounts': 'collaborations hosted on other accounts',
  'paid promotion': 'paid promotion',
  'inauthentic follows': 'follows that are not real',
  'removed accounts': 'accounts that Instagram removed',
  'recent posts': 'what was posted lately',
  'posts without numbers': 'posts whose follows Instagram does not tell',
} as const;

/** This much above the usual share of non-followers means discovery by strangers. */
const DISCOVERY = 0.1;

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** " Non-follower share of the reach 62 %, usually 35 %: more strangers than usual saw it." */
function splitWords(split: NonFollowers | undefined): string {
  if (split === undefined) return '';
  const discovered = split.share - split.usual >= DISCOVERY ? ': more strangers than usual saw it' : '';
  return ` Non-follower share of the reach ${percent(split.share)}, usually ${percent(split.usual)}${discovered}.`;
}

/** The probable cause with its evidence, or that no post explains it and what to look at. Always probable, never proof. */
export function causeWords(cause: Cause): string {
  if (cause.kind === 'unexplained') {
    const { looked, moved, withoutReach, check } = cause;
    const seen =
      looked === 0
        ? 'no post of these days is known'
        : `${moved} of ${looked} looked at brought follows that were counted`;
    const reach = withoutReach === true ? ' Reach was as usual, so the posts were not seen more than always.' : '';
    return `Not explained by your posts: ${seen}.${reach}${splitWords(cause.nonFollowers)} Worth a look: ${formatList(
      check.map((one) => CHECKS[one]),
      'or',
    )}.`;
  }
  const { posts, strength, by, share } = cause;
  const unit = by === 'follows' ? 'follows' : 'accounts reached';
  const named = posts.slice(0, 3).map(({ post, amount }) => `${postWords(post)} (${formatNumber(amount)} ${unit})`);
  const part = by === 'follows' ? 'of the followers above the usual' : 'of the reach above the usual';
  return `Probable cause: ${strength} ${formatList(named)}; ${named.length === 1 ? '' : 'together '}about ${percent(share)} ${part}.${splitWords(cause.nonFollowers)}`;
}
