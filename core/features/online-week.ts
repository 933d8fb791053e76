/** Hours by weekday: as a picture, a table and rows for scripts, from the same week. Pure. */
import type { WeekHour } from '../insights/online.ts';
import type { Days } from '../insights/series.ts';
import { formatDays, formatNumber } from '../reports/format.ts';
import type { Chart, ReportBlock, TableBlock } from '../reports/report.ts';
import type { PartRow } from './many-values.ts';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

function weekdayName({ weekday }: Pick<WeekHour, 'weekday'>): string {
  return WEEKDAYS[weekday - 1] ?? '';
}

/** "Tue 18:00". */
export function hourName(hour: WeekHour): string {
  return `${weekdayName(hour)} ${hour.time}`;
}

/** One row for each weekday and hour on the team’s clock, under keys such as `Mon 18:00`. */
export function weekRows(week: readonly WeekHour[], zone: string): readonly PartRow[] {
  return week.map((hour) => ({
    breakdown: 'weekday,hour',
    key: hourName(hour),
    label: `${hourName(hour)} ${zone}`,
    value: hour.value,
  }));
}

/** All 24 hours as the clock of these readings names them: in zones half an hour off, at half past. */
function timesOf(week: readonly WeekHour[]): readonly string[] {
  const [, minutes = '00'] = week[0]?.time.split(':') ?? [];
  return Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, '0')}:${minutes}`);
}

/** The heat map with its table: hours down, weekdays across, "–" where nobody knows. The best hours to post are marked. */
export function weekPicture(
  week: readonly WeekHour[],
  { best, most }: { readonly best: readonly WeekHour[]; readonly most: WeekHour | undefined },
  of: { readonly username: string; readonly days: Days; readonly zone: string },
): ReportBlock<Chart> {
  const times = timesOf(week);
  const values = new Map(week.map((hour) => [hourName(hour), hour.value]));
  const at = (weekday: string, time: string): number | null => values.get(`${weekday} ${time}`) ?? null;
  const caption = `Followers online by weekday and hour (${of.zone})`;
  const fallback: TableBlock = {
    kind: 'table',
    caption,
    columns: ['Hour', ...WEEKDAYS],
    rows: times.map((time) => [
      time,
      ...WEEKDAYS.map((weekday) => {
        const value = at(weekday, time);
        return value === null ? '–' : formatNumber(value);
      }),
    ]),
  };
  const highest = most === undefined ? '' : ` Most: ${formatNumber(most.value)} on ${hourName(most)}.`;
  return {
    kind: 'picture',
    picture: {
      kind: 'heat',
      title: `Followers online · @${of.username}`,
      subtitle: `${formatDays(of.days)} · ${of.zone} · outlined: best times`,
      unit: 'followers',
      rowNames: WEEKDAYS,
      columnNames: times,
      values: WEEKDAYS.map((weekday) => times.map((time) => at(weekday, time))),
      marked: best.map((hour) => [hour.weekday - 1, times.indexOf(hour.time)] as const).filter(([, time]) => time >= 0),
    },
    alt: `${caption} of @${of.username}, ${formatDays(of.days)}.${highest}`,
    fallback,
  };
}
