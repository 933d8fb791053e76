/** Days that an export leaves out between its first and its last. Unknown is never 0, unless the export shows it is. */
import { addDays, countDays, listDays } from '../insights/spans.ts';
import type { IsoDate } from '../insights/series.ts';
import type { DayValue } from './days.ts';
import { countOf } from './refuse.ts';

export interface ImportDay extends DayValue {
  /** True for a left-out day that counts as 0. */
  readonly estimated: boolean;
}

export interface ClosedGaps {
  readonly days: readonly ImportDay[];
  /** Days between the first and the last that stay unknown. */
  readonly missingDays: number;
  readonly notes: readonly string[];
}

function leftOut(days: readonly DayValue[]): readonly IsoDate[] {
  return days.flatMap(({ day }, index) => {
    const next = days[index + 1];
    return next === undefined ? [] : listDays({ from: addDays(day, 1), to: addDays(next.day, -1) });
  });
}

/**
 * Some exports write zeros, others leave days with 0 out. Where zeros are written, or the number is not one of counted
 * events (`leftOutIsZero`), a missing day stays missing. Where none is written, missing days count as 0, marked as
 * estimated. `days` come sorted; days before the first and after the last are never invented.
 */
export function closeGaps(days: readonly DayValue[], leftOutIsZero: boolean): ClosedGaps {
  const known = days.map((day) => ({ ...day, estimated: false }));
  const first = days[0];
  const last = days.at(-1);
  if (first === undefined || last === undefined) return { days: known, missingDays: 0, notes: [] };
  const missing = countDays({ from: first.day, to: last.day }) - days.length;
  if (missing === 0) return { days: known, missingDays: 0, notes: [] };

  const span = `between ${first.day} and ${last.day}`;
  if (!leftOutIsZero || days.some(({ value }) => value === 0)) {
    const note = `${countOf(missing, 'day')} ${span} ${missing === 1 ? 'is' : 'are'} missing and stay${missing === 1 ? 's' : ''} unknown.`;
    return { days: known, missingDays: missing, notes: [note] };
  }
  const zeros = leftOut(days).map((day) => ({ day, value: 0, estimated: true }));
  const note = `The export leaves days with 0 out: ${countOf(missing, 'day')} ${span} count${missing === 1 ? 's' : ''} as 0 (estimated).`;
  return {
    days: [...known, ...zeros].toSorted((one, other) => (one.day < other.day ? -1 : 1)),
    missingDays: 0,
    notes: [note],
  };
}
