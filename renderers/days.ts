import type { IsoDate } from '../core/insights/series.ts';

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** Words under a place of the x axis; `index` is the day's position. */
export interface DayLabel {
  readonly index: number;
  readonly label: string;
}

interface Day {
  readonly weekday: string;
  readonly date: number;
  readonly month: (typeof MONTHS)[number];
  readonly year: string;
  /** Epoch ms. */
  readonly at: number;
}

const DAY = 86_400_000;

/**
 * Labels for the days of an axis, from roomy to sparse: every weekday ("Mon 17"), every week ("17 Nov"), the first of
 * every month ("Nov", "Jan ’26"). Points that stand further apart than a day are named by months alone. `fits` says whether a choice stands side by side; the last resort is the first day
 * and nothing else. Dates are read in UTC, so the zone of the machine cannot move them.
 */
export function labelDays(
  days: readonly IsoDate[],
  fits: (labels: readonly DayLabel[]) => boolean,
): readonly DayLabel[] {
  const read = days.map(readDay);
  for (const labels of candidates(read)) {
    if (labels.length > 0 && fits(labels)) return labels;
  }
  return candidates(read.slice(0, 1))[0] ?? [];
}

function candidates(days: readonly Day[]): readonly (readonly DayLabel[])[] {
  const every = (step: number, label: (day: Day) => string) =>
    days.flatMap((day, index) => (index % step === 0 ? [{ index, label: label(day) }] : []));
  const weekday = (day: Day) => `${day.weekday} ${day.date}`;
  const date = (day: Day) => `${day.date} ${day.month}`;
  const [first, second] = days;
  if (first !== undefined && second !== undefined && second.at - first.at > DAY) return months(days);
  if (days.length <= 14) return [1, 2, 3, 4, 7].map((step) => every(step, weekday));
  if (days.length <= 120) return [7, 14, 21, 28, 56].map((step) => every(step, date));
  const firsts = days.flatMap((day, index) => (day.date === 1 ? [{ index, label: monthLabel(day) }] : []));
  return [1, 2, 3, 4, 6].map((step) => firsts.filter((_, i) => i % step === 0));
}

/** The first point of each month; of fewer months always those that January is one of. */
function months(days: readonly Day[]): readonly (readonly DayLabel[])[] {
  const begun = days.flatMap((day, index) => (day.month === days[index - 1]?.month ? [] : [{ day, index }]));
  return [1, 2, 3, 4, 6, 12].map((step) =>
    begun
      .filter(({ day }) => MONTHS.indexOf(day.month) % step === 0)
      .map(({ day, index }) => ({ index, label: monthLabel(day) })),
  );
}

function monthLabel(day: Day): string {
  return day.month === MONTHS[0] ? `${day.month} ’${day.year.slice(2)}` : day.month;
}

function readDay(day: IsoDate): Day {
  const at = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) throw new Error('A chart was given a day that is no date.');
  return {
    weekday: WEEKDAYS[at.getUTCDay()] ?? '',
    date: at.getUTCDate(),
    month: MONTHS[at.getUTCMonth()] ?? MONTHS[0],
    year: day.slice(0, 4),
    at: at.getTime(),
  };
}
