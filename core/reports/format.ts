/** Numbers, changes and days in words. One language, one style, everywhere. */
import { DateTime } from 'luxon';
import type { Days, IsoDate } from '../insights/series.ts';

const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const ONE_DIGIT = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
const MINUTE = 60_000;

/** "12,345", "−87" with a real minus sign; a fraction keeps one digit. */
export function formatNumber(value: number): string {
  return (Number.isInteger(value) ? WHOLE : ONE_DIGIT).format(value).replace('-', '−');
}

/** "1,204 accounts", "1 account". `unit` is the plural noun. */
export function formatQuantity(value: number, unit: string): string {
  if (unit === '') return formatNumber(value);
  return `${formatNumber(value)} ${Math.abs(value) === 1 ? unit.replace(/ies$/u, 'y').replace(/s$/u, '') : unit}`;
}

/** "+1,204", "−87", "±0" with a real minus sign. */
export function formatDelta(delta: number): string {
  if (delta === 0) return '±0';
  return delta > 0 ? `+${formatNumber(delta)}` : `−${formatNumber(-delta)}`;
}

/** "+8.2 %", "−100 %"; tiny changes keep their sign: "+0.04 %" is "+0.0 %" to nobody's use, so it is "+<0.1 %". */
export function formatRatio(ratio: number): string {
  const percent = Math.abs(ratio) * 100;
  const sign = ratio < 0 ? '−' : '+';
  if (percent === 0) return '±0 %';
  if (percent < 0.1) return `${sign}<0.1 %`;
  return `${sign}${percent >= 1000 ? WHOLE.format(percent) : ONE_DIGIT.format(percent)} %`;
}

/** "▲ +1,204 (+10.8 %)"; "new" instead of a per cent of zero; no per cent for undefined; "no change". */
export function formatChange(delta: number, ratio: number | null | undefined): string {
  if (delta === 0) return 'no change';
  const change = `${delta > 0 ? '▲' : '▼'} ${formatDelta(delta)}`;
  return ratio === undefined ? change : `${change} (${ratio === null ? 'new' : formatRatio(ratio)})`;
}

function utc(day: IsoDate): DateTime {
  return DateTime.fromISO(day, { zone: 'utc', locale: 'en-US' });
}

/** "Fri 20 Nov". */
export function formatDay(day: IsoDate): string {
  return utc(day).toFormat('ccc d LLL');
}

/** "Fri 20 Nov 2026". */
export function formatFullDay(day: IsoDate): string {
  return utc(day).toFormat('ccc d LLL yyyy');
}

/** "17–23 Nov 2026", "28 Oct – 3 Nov 2026", "29 Dec 2025 – 4 Jan 2026", "23 Nov 2026". */
export function formatDays(days: Days): string {
  const [from, to] = [utc(days.from), utc(days.to)];
  if (days.from === days.to) return to.toFormat('d LLL yyyy');
  if (from.year !== to.year) return `${from.toFormat('d LLL yyyy')} – ${to.toFormat('d LLL yyyy')}`;
  if (from.month !== to.month) return `${from.toFormat('d LLL')} – ${to.toFormat('d LLL yyyy')}`;
  return `${from.toFormat('d')}–${to.toFormat('d LLL yyyy')}`;
}

/** "24 Nov 2026 16:20 UTC". */
export function formatInstant(epoch: number, zone = 'utc'): string {
  const time = DateTime.fromMillis(epoch, { zone, locale: 'en-US' });
  return `${time.toFormat('d LLL yyyy HH:mm')} ${zone === 'utc' ? 'UTC' : zone}`;
}

/** How long ago, in the largest whole unit: "just now", "5 minutes ago", "3 hours ago", "2 days ago". */
export function formatAge(then: number, now: number): string {
  const minutes = Math.floor((now - then) / MINUTE);
  if (minutes < 1) return 'just now';
  const [count, unit] =
    minutes < 60
      ? [minutes, 'minute']
      : minutes < 48 * 60
        ? [Math.floor(minutes / 60), 'hour']
        : [Math.floor(minutes / 1440), 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'} ago`;
}

/** "a", "a and b", "a, b and c". */
export function formatList(words: readonly string[], word = 'and'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${word} ${words.at(-1) ?? ''}`;
}
