/** The rows under `Date,Primary`: one calendar day and one whole number each. */
import { DateTime } from 'luxon';
import type { IsoDate } from '../insights/series.ts';
import { dateInsteadOfNumber, isDateInsteadOfNumber } from './damage.ts';
import { EXPORT_AGAIN, type Place, refusal, shown } from './refuse.ts';
import type { Row } from './rows.ts';
import type { Section } from './sections.ts';

export interface DayValue {
  readonly day: IsoDate;
  readonly value: number;
}

/** Instagram opened on 6 October 2010: no number of it is older. */
const FIRST_DAY: IsoDate = '2010-10-06';
const LAST_DAY: IsoDate = '2099-12-31';
const STAMP = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{1,2}:\d{2}(?::\d{2})?))?$/u;
/** A day begins at midnight; after the end of summer time some exports write it as one o'clock of the same day. */
const STARTS_OF_DAY: readonly string[] = ['00:00', '01:00'];
/** Fifteen digits stay exact as a number. */
export const WHOLE_NUMBER = /^\d{1,15}$/u;
const GROUPED = /^\d{1,3}(?:[.,\s’']\d{3})+$/u;

function readDay(cell: string, place: Place): IsoDate {
  const [, day, time = '00:00'] = STAMP.exec(cell) ?? [];
  const quoted = `"${shown(cell, 30)}"`;
  if (day === undefined) {
    throw refusal(place, `${quoted} is not a date in the form 2025-10-31 that Meta writes.`, EXPORT_AGAIN);
  }
  if (!DateTime.fromISO(day, { zone: 'utc' }).isValid) {
    throw refusal(place, `${quoted} is a day that does not exist.`, EXPORT_AGAIN);
  }
  const [hour = '', minute = '', second = '00'] = time.split(':');
  if (!STARTS_OF_DAY.includes(`${hour.padStart(2, '0')}:${minute}`) || second !== '00') {
    const hint = 'Export the time before and the time after a change of the clock as two files.';
    throw refusal(place, `${quoted} is not the start of a day, so the day it means is not certain.`, hint);
  }
  if (day < FIRST_DAY || day > LAST_DAY) {
    throw refusal(place, `${quoted} cannot be: Instagram opened in October 2010.`, EXPORT_AGAIN);
  }
  return day;
}

/** Why a cell is no count, in words. */
export function valueFault(cell: string): string {
  const quoted = `"${shown(cell, 30)}"`;
  if (cell === '') return 'the number of this day is missing.';
  if (isDateInsteadOfNumber(cell)) return dateInsteadOfNumber(cell, 'a whole number');
  if (GROUPED.test(cell))
    return `${quoted} has a separator: it may mean thousands or a fraction, and Meta writes neither.`;
  if (/^-\s*\d/u.test(cell)) return `${quoted} is negative, and a count cannot be.`;
  return `${quoted} is not a whole number.`;
}

function readRow(row: Row, fileName: string): DayValue {
  const place = { fileName, line: row.line };
  const [date = '', value = '', ...more] = row.cells;
  const day = readDay(date, place);
  if (more.length > 0) {
    throw refusal(
      place,
      'there are more cells than a date and one number (a separator inside the number?).',
      EXPORT_AGAIN,
    );
  }
  if (!WHOLE_NUMBER.test(value)) throw refusal(place, valueFault(value), EXPORT_AGAIN);
  return { day, value: Number(value) };
}

/**
 * The days of a section, oldest first. Refuses (`bad-request`) with the line: other dates than `2025-10-31` with or
 * without midnight, days that do not exist, days after `today` (when given), days named twice, and everything but plain
 * whole numbers (no thousand separators: 1.234 may be a fraction).
 */
export function readDays(section: Section, fileName: string, today?: IsoDate): readonly DayValue[] {
  const lines = new Map<IsoDate, number>();
  const days = section.rows.map((row) => {
    const read = readRow(row, fileName);
    const place = { fileName, line: row.line };
    const first = lines.get(read.day);
    if (first !== undefined) {
      throw refusal(place, `the day ${read.day} stands here again, after line ${first}.`, EXPORT_AGAIN);
    }
    if (today !== undefined && read.day > today) {
      const hint = "Check the clock of this machine; if it is right, the file's dates are wrong.";
      throw refusal(place, `the day ${read.day} lies in the future (today is ${today} in Instagram's calendar).`, hint);
    }
    lines.set(read.day, row.line);
    return read;
  });
  return days.toSorted((one, other) => (one.day < other.day ? -1 : 1));
}
