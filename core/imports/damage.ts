/** Damage that spreadsheets do: with the wrong decimal sign 3.4 becomes the third of April. */
import { EXPORT_AGAIN, refusal, shown } from './refuse.ts';
import type { Row } from './rows.ts';
import type { Section } from './sections.ts';
import { readTitle } from './titles.ts';

/** `5.май`, `3-Apr`: a day and a month's name in one cell. */
const DAY_AND_MONTH = /^\d{1,2}[.\-/] ?\p{L}{3,}\.?$/u;
/** `Apr-03`, `май.25`, `3 Apr`, `03.04.2025`, `2025-04-03`: only where a number belongs. */
const OTHER_DATES =
  /^(?:\p{L}{3,}\.?[.\-/ ]?\d{1,4}|\d{1,2} \p{L}{3,}\.?|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{1,2}-\d{1,2}.*)$/u;
const NUMBER = /^[<>~]?\s*\d{1,3}(?:[ .,’']?\d{3})*(?:[.,]\d+)?\s*%?$|^[-–—]{1,2}$/u;

/** True for a cell that a spreadsheet turned from a number into a date. */
export function isDateInsteadOfNumber(cell: string): boolean {
  return DAY_AND_MONTH.test(cell) || OTHER_DATES.test(cell);
}

/** A number that became a date, as a reason. */
export function dateInsteadOfNumber(cell: string, expected: string): string {
  return `"${shown(cell, 30)}" stands where ${expected} belongs: a spreadsheet program turned the number into a date.`;
}

/** Rows of percentages: under a header that begins empty the cells after the first, under a row of names all cells. */
function numberCells(row: Row, index: number, byRow: boolean): readonly string[] {
  if (index === 0) return [];
  return byRow ? row.cells.slice(1) : row.cells;
}

/**
 * Refuses (`bad-request`) the file when a section that is not imported shows that the file was damaged; numbers of a
 * damaged file cannot be trusted anywhere in it.
 */
export function checkUnread(section: Section, fileName: string): void {
  const { audience } = readTitle(section.title);
  const byRow = section.rows[0]?.cells[0] === '';
  for (const [index, row] of section.rows.entries()) {
    const place = { fileName, line: row.line };
    const months = row.cells.find((cell) => DAY_AND_MONTH.test(cell));
    if (months !== undefined) {
      throw refusal(place, dateInsteadOfNumber(months, audience ? 'a percentage' : 'a number'), EXPORT_AGAIN);
    }
    if (!audience) continue;
    const wrong = numberCells(row, index, byRow).find((cell) => cell !== '' && !NUMBER.test(cell));
    if (wrong === undefined) continue;
    const reason = isDateInsteadOfNumber(wrong)
      ? dateInsteadOfNumber(wrong, 'a percentage')
      : `"${shown(wrong, 30)}" stands where a percentage belongs.`;
    throw refusal(place, reason, EXPORT_AGAIN);
  }
}
