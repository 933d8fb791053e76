/** Dates and whole numbers as tools of other countries write them: told apart by the whole column, or refused. */
import { DateTime } from 'luxon';
import type { IsoDate } from '../insights/series.ts';
import { type Place, refusal, shown } from './refuse.ts';

/** A cell with the place it stands at. */
export interface Cell {
  readonly text: string;
  readonly place: Place;
}

const ISO = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ].*)?$/u;
const DOTTED = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[T ,].*)?$/u;
const SLASHED = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:[T ,].*)?$/u;
const EPOCH = /^\d{10}(?:\d{3})?$/u;
const ISO_FIX = 'Write the dates as 2025-10-31.';
const GROUPED = /^[1-9]\d{0,2}(?:([.,\s’'])\d{3})(?:\1\d{3})*$/u;
const WHOLE = /^\d+$/u;
/** What programs write that keep whole numbers as fractions. */
const NOUGHT = /^(\d+)\.0$/u;

function isoOf(year: string | undefined, month: string | undefined, day: string | undefined): IsoDate {
  return `${year ?? ''}-${(month ?? '').padStart(2, '0')}-${(day ?? '').padStart(2, '0')}`;
}

/** Whether the day stands first in `1/2/2025`; undefined when no cell needs to know. Refuses what cannot be told. */
function dayComesFirst(cells: readonly Cell[]): boolean | undefined {
  const slashed = cells.flatMap(({ text, place }) => {
    const found = SLASHED.exec(text);
    return found === null ? [] : [{ text, place, first: Number(found[1]), second: Number(found[2]) }];
  });
  const [one] = slashed;
  if (one === undefined) return undefined;
  const byDay = slashed.find(({ first }) => first > 12);
  const byMonth = slashed.find(({ second }) => second > 12);
  if (byDay !== undefined && byMonth !== undefined) {
    const reason = `"${shown(byMonth.text, 30)}" has the month first, and line ${byDay.place.line ?? 0} the day.`;
    throw refusal(byMonth.place, reason, ISO_FIX);
  }
  if (byDay === undefined && byMonth === undefined) {
    const reason = `"${shown(one.text, 30)}" may be a day or a month first, and no other date of the file tells which.`;
    throw refusal(one.place, reason, ISO_FIX);
  }
  return byDay !== undefined;
}

/**
 * The days of a column: ISO dates with or without a time, `31.10.2025`, seconds or milliseconds since 1970 (UTC), and
 * `10/31/2025` or `31/10/2025` where one date of the column shows which is meant. A cell of another form comes back as it
 * is. Refuses (`bad-request`) dates that cannot be told apart.
 */
export function readLocalDays(cells: readonly Cell[]): readonly string[] {
  const dayFirst = dayComesFirst(cells);
  return cells.map(({ text }) => {
    const iso = ISO.exec(text);
    if (iso !== null) return isoOf(iso[1], iso[2], iso[3]);
    const dotted = DOTTED.exec(text);
    if (dotted !== null) return isoOf(dotted[3], dotted[2], dotted[1]);
    const slashed = SLASHED.exec(text);
    if (slashed !== null) {
      return dayFirst === true ? isoOf(slashed[3], slashed[2], slashed[1]) : isoOf(slashed[3], slashed[1], slashed[2]);
    }
    if (!EPOCH.test(text)) return text;
    return DateTime.fromMillis(Number(text) * (text.length === 10 ? 1000 : 1), { zone: 'utc' }).toISODate() ?? text;
  });
}

/** The sign of thousands that goes with a file: in its delimiter and its dates its country shows. */
function groupSign(delimiter: string, dates: readonly Cell[]): string | undefined {
  if (delimiter === ';' || dates.some(({ text }) => DOTTED.test(text))) return '.';
  return delimiter === ',' ? ',' : undefined;
}

/**
 * The whole numbers of a column without the separators of thousands: `1,234` in a file of commas, `1.234` in one of
 * semicolons or of dates like `31.10.2025`, either where a number of the column has two of them. A cell of another form
 * comes back as it is. Refuses (`bad-request`) two ways of writing in one column: one of them is then no thousand.
 */
export function readLocalNumbers(cells: readonly Cell[], delimiter: string, dates: readonly Cell[]): readonly string[] {
  const groups = cells.flatMap((cell) => {
    const sign = GROUPED.exec(cell.text)?.[1];
    return sign === undefined ? [] : [{ cell, sign, certain: cell.text.split(sign).length > 2 }];
  });
  const [first] = groups;
  if (first === undefined) return cells.map(({ text }) => NOUGHT.exec(text)?.[1] ?? text);
  const certain = groups.some((one) => one.certain) || !/[.,]/u.test(first.sign);
  if (!certain && first.sign !== groupSign(delimiter, dates)) return cells.map(({ text }) => text);
  const other =
    groups.find(({ sign }) => sign !== first.sign)?.cell ??
    cells.find(({ text }) => (WHOLE.test(text) && text.length > 3) || NOUGHT.test(text));
  if (other !== undefined) {
    const reason = `"${shown(first.cell.text, 30)}" and "${shown(other.text, 30)}" (line ${other.place.line ?? 0}) are written in two ways: the first may be a fraction.`;
    throw refusal(first.cell.place, reason, 'Write followers as whole numbers without separators.');
  }
  return cells.map(({ text }) => (GROUPED.test(text) ? text.replaceAll(/\D/gu, '') : text));
}
