/** How a post's number grew, from our own readings of it. Pure. */
import type { Media, MediaReading } from '../instagram/media/media.ts';
import type { IsoDate } from '../insights/series.ts';
import { instagramToday, listDays } from '../insights/spans.ts';
import { isSettled } from '../media/figures.ts';
import { formatFullDay, formatInstant, formatNumber } from '../reports/format.ts';
import type { Chart, ChartPoint, ReportBlock, TableBlock } from '../reports/report.ts';

const MOST_DAYS = 90;
const MOST_BARS = 12;

interface Told {
  readonly at: number;
  readonly value: number;
}

/** Each value at the time it was first and last read. */
function toldBy(readings: readonly MediaReading[]): readonly Told[] {
  return readings
    .flatMap(({ value, readAt, confirmedAt }) =>
      value === null
        ? []
        : confirmedAt === readAt
          ? [{ at: readAt, value }]
          : [
              { at: readAt, value },
              { at: confirmedAt, value },
            ],
    )
    .sort((one, other) => one.at - other.at);
}

function pointsOf(media: Media, told: readonly Told[], now: number): readonly ChartPoint[] {
  const last = new Map<IsoDate, Told>();
  for (const one of told) last.set(instagramToday(one.at), one);
  const [from, to] = [told[0], told.at(-1)];
  if (from === undefined || to === undefined) return [];
  return listDays({ from: instagramToday(from.at), to: instagramToday(to.at) })
    .slice(-MOST_DAYS)
    .map((day) => {
      const one = last.get(day);
      return one === undefined
        ? { day, value: null, state: 'unavailable' as const }
        : {
            day,
            value: one.value,
            state: isSettled(media, one.at, now) ? ('final' as const) : ('provisional' as const),
          };
    });
}

function table(told: readonly Told[], label: string, zone: string): TableBlock {
  return {
    kind: 'table',
    caption: `${label} as we read it`,
    columns: ['Read', label],
    rows: told.map(({ at, value }) => [formatInstant(at, zone), formatNumber(value)]),
  };
}

/**
 * The curve as a picture: by day when readings are of several days, else by the time of each. Nothing with fewer than two
 * readings.
 */
export function curveBlock(
  media: Media,
  readings: readonly MediaReading[],
  words: { readonly label: string; readonly unit: string; readonly title: string; readonly zone: string },
  now: number,
): readonly ReportBlock<Chart>[] {
  const told = toldBy(readings);
  const [first, last] = [told[0], told.at(-1)];
  if (first === undefined || last === undefined || told.length < 2) return [];
  const { label, unit, title, zone } = words;
  const subtitle = `from our own readings, ${formatInstant(first.at, zone)} to ${formatInstant(last.at, zone)}`;
  const alt = `${title}: ${label.toLowerCase()} from ${formatNumber(first.value)} on ${formatFullDay(instagramToday(first.at))} to ${formatNumber(last.value)} on ${formatFullDay(instagramToday(last.at))}, ${told.length} readings.`;
  const points = pointsOf(media, told, now);
  const chart: Chart =
    points.length >= 2
      ? { kind: 'trend', title, subtitle, unit, points, previous: [], pointsName: label, previousName: '' }
      : {
          kind: 'bars',
          title,
          subtitle,
          unit,
          bars: told.slice(-MOST_BARS).map(({ at, value }) => ({ label: formatInstant(at, zone), value })),
        };
  return [{ kind: 'picture', picture: chart, alt, fallback: table(told, label, zone) }];
}
