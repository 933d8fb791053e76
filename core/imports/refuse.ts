import { AppError } from '../errors.ts';

/** Where in which file something was found. Lines count from 1; without one the whole file is meant. */
export interface Place {
  readonly fileName: string;
  readonly line?: number;
}

const MAX_SHOWN = 60;
const MAX_NAME = 120;
/** Controls, format characters (bidirectional marks among them), lone surrogates and line separators. */
const UNSHOWABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

export const EXPORT_AGAIN =
  'Export the file from Meta Business Suite again and import it as it was downloaded, without opening and saving it in a spreadsheet program.';

/** Foreign text for a sentence: one line, no invisible characters, at most `limit` code points. */
export function shown(text: string, limit = MAX_SHOWN): string {
  const head = Array.from(text.slice(0, limit * 4));
  const clean = head.join('').replaceAll(UNSHOWABLE, ' ').trim();
  const letters = Array.from(clean);
  const whole = letters.length <= limit && text.length <= limit * 4;
  return whole ? clean : `${letters.slice(0, limit - 1).join('')}…`;
}

/** A file's name for a sentence. */
export function shownName(fileName: string): string {
  return shown(fileName, MAX_NAME) || 'The file';
}

/** "1 day", "2 days". */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The error that refuses a whole file: its message names file, line and reason, its hint the fix. */
export function refusal(place: Place, reason: string, hint: string, cause?: unknown): AppError {
  const where =
    place.line === undefined ? shownName(place.fileName) : `${shownName(place.fileName)}, line ${place.line}`;
  return new AppError('bad-request', `${where}: ${reason}`, { hint, cause });
}
