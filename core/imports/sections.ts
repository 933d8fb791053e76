/** Rows to titled sections: `Instagram reach`, then `Date,Primary`, then one row per day; or a table under a title. */
import { EXPORT_AGAIN, refusal, shown } from './refuse.ts';
import type { Row } from './rows.ts';
import { DATE_WORDS } from './titles.ts';

/** A title with what stands under it. `daily`: `rows` are the days, without their header. */
export interface Section {
  readonly kind: 'daily' | 'table';
  readonly title: string;
  /** The line of the title. */
  readonly line: number;
  readonly rows: readonly Row[];
}

const LOOKS_LIKE_DATE = /^\d{4}-\d{2}-\d{2}/u;
const TITLE_FIX =
  'Put the title back that Meta wrote above the days (such as "Instagram reach"), or export the file again.';

function isDated(row: Row | undefined): boolean {
  return LOOKS_LIKE_DATE.test(row?.cells[0] ?? '');
}

/** The row `Date,Primary` by its first word. */
function namesDate(row: Row | undefined): boolean {
  return DATE_WORDS.includes((row?.cells[0] ?? '').toLowerCase());
}

/** The same where the word is in another language: two words and a date under them. */
function isHeader(row: Row | undefined, next: Row | undefined): boolean {
  if (namesDate(row)) return true;
  return row?.cells.length === 2 && row.cells.every((cell) => /^\p{L}[^\d]*$/u.test(cell)) && isDated(next);
}

function groupRows(rows: readonly Row[]): readonly (readonly Row[])[] {
  const groups: Row[][] = [];
  let open: Row[] | undefined;
  for (const [index, row] of rows.entries()) {
    if (row.cells.length === 0) {
      open = undefined;
      continue;
    }
    const isNextTitle = row.cells.length === 1 && !isDated(row) && !namesDate(row) && namesDate(rows[index + 1]);
    if (open === undefined || isNextTitle) {
      open = [];
      groups.push(open);
    }
    open.push(row);
  }
  return groups;
}

function readDaily(title: Row, header: Row, rows: readonly Row[], fileName: string): Section {
  const name = title.cells[0] ?? '';
  if (title.cells.length > 1) {
    throw refusal({ fileName, line: title.line }, 'a title was expected here, and there are several cells.', TITLE_FIX);
  }
  if (header.cells.length !== 2) {
    const columns = header.cells.slice(1).map((cell) => `"${shown(cell, 20)}"`);
    const reason =
      columns.length === 0
        ? 'the column of numbers next to the dates is missing.'
        : `there is more than one column of numbers (${columns.slice(0, 4).join(', ')}).`;
    const hint = columns.length === 0 ? EXPORT_AGAIN : 'Export the numbers again without a comparison.';
    throw refusal({ fileName, line: header.line }, reason, hint);
  }
  return { kind: 'daily', title: shown(name), line: title.line, rows };
}

function readGroup(group: readonly Row[], fileName: string): Section | undefined {
  const [title, header, ...rows] = group;
  if (title === undefined) return undefined;
  const place = { fileName, line: title.line };
  if (isDated(title)) {
    throw refusal(
      place,
      'days begin here without a title and a header above them.',
      `${TITLE_FIX} No blank line may stand between the days.`,
    );
  }
  if (isHeader(title, header)) {
    throw refusal(place, 'the line above the dates that names the number is missing.', TITLE_FIX);
  }
  if (header !== undefined && isHeader(header, rows[0])) return readDaily(title, header, rows, fileName);
  if (isDated(header)) {
    throw refusal(
      { fileName, line: title.line + 1 },
      'the header "Date, Primary" above the days is missing.',
      EXPORT_AGAIN,
    );
  }
  return { kind: 'table', title: shown(title.cells[0] ?? ''), line: title.line, rows: group.slice(1) };
}

/** The sections of a file in order. Refuses (`bad-request`) days without title or header, and more than one column. */
export function readSections(rows: readonly Row[], fileName: string): readonly Section[] {
  return groupRows(rows)
    .map((group) => readGroup(group, fileName))
    .filter((section) => section !== undefined);
}
