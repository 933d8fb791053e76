/** When a digest is posted, and how that is said. */
import { DateTime } from 'luxon';
import { SETTLES_AFTER } from '../insights/collect.ts';
import { endOfDay } from '../insights/spans.ts';
import { formatInstant } from '../reports/format.ts';
import { weekdayName, type DigestOptions } from './subscription.ts';
import { nextOccurrence, type Occurrence, type WeeklyTime } from './wall-clock.ts';

interface Ordered extends WeeklyTime {
  readonly options: Pick<DigestOptions, 'waitsForFinal'>;
}

/** When the numbers of an ISO week stop moving (epoch ms): 48 hours after its Sunday, in Instagram's days, has ended. */
export function finalAt(week: string): number {
  const sunday = DateTime.fromISO(`${week}-7`, { zone: 'utc' }).toFormat('yyyy-MM-dd');
  return endOfDay(sunday) + SETTLES_AFTER;
}

/** When the digest of a turn is posted (epoch ms): at its time, or later once its week is final where it waits for that. */
export function postsAt({ options }: Pick<Ordered, 'options'>, { at, week }: Occurrence): number {
  return options.waitsForFinal ? Math.max(at, finalAt(week)) : at;
}

/** "Mondays 09:00 Europe/Berlin", with "once the week is final" where it waits for that. */
export function scheduleWords({ weekday, time, zone, options }: Ordered): string {
  return `${weekdayName(weekday)}s ${time} ${zone}${options.waitsForFinal ? ' once the week is final' : ''}`;
}

/** "Mondays 09:00 Europe/Berlin, next: 30 Nov 2026 09:00 Europe/Berlin"; `nextAt` is the next turn. */
export function scheduleWithNext(order: Ordered, nextAt: number): string {
  const turn = nextOccurrence(order, nextAt - 1);
  return `${scheduleWords(order)}, next: ${formatInstant(postsAt(order, turn), order.zone)}`;
}
