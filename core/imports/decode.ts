/** Bytes of an exported file to text. Meta writes UTF-16 with a byte-order mark; spreadsheets write everything else. */
import { EXPORT_AGAIN, refusal } from './refuse.ts';

/** A year of ten daily numbers is 150 kB; nothing that Business Suite exports comes near this. */
export const MAX_BYTES = 20 * 1024 * 1024;

/** First bytes of files that people take for a CSV export (the formats' own magic numbers). */
const OTHER_FORMATS: readonly (readonly [name: string, magic: readonly number[]])[] = [
  ['a spreadsheet (.xlsx) or a zip archive', [0x50, 0x4b, 0x03, 0x04]],
  ['an old spreadsheet (.xls)', [0xd0, 0xcf, 0x11, 0xe0]],
  ['a PDF', [0x25, 0x50, 0x44, 0x46]],
  ['a gzip archive', [0x1f, 0x8b]],
  ['a PNG picture', [0x89, 0x50, 0x4e, 0x47]],
  ['a JPEG picture', [0xff, 0xd8, 0xff]],
];
const AS_CSV = 'Export the numbers from Meta Business Suite as CSV and import that file.';
const WEB_PAGE = /^\s*<(?:!doctype|html|\?xml)/iu;

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

function markedEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | 'utf-8' | undefined {
  if (startsWith(bytes, [0xff, 0xfe])) return 'utf-16le';
  if (startsWith(bytes, [0xfe, 0xff])) return 'utf-16be';
  if (startsWith(bytes, [0xef, 0xbb, 0xbf])) return 'utf-8';
  return undefined;
}

function tryDecode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * The 8-bit code page nobody wrote down. Digits, dates and English titles are the same in all of them; the choice only
 * decides how other words look in an error. Cyrillic words are runs of high bytes, western accents stand alone.
 */
function decodeLegacy(bytes: Uint8Array): string {
  let alone = 0;
  let inRuns = 0;
  for (const [index, byte] of bytes.entries()) {
    if (byte < 0xc0) continue;
    if ((bytes[index - 1] ?? 0) >= 0xc0 || (bytes[index + 1] ?? 0) >= 0xc0) inRuns += 1;
    else alone += 1;
  }
  return new TextDecoder(inRuns > alone ? 'windows-1251' : 'windows-1252').decode(bytes);
}

/**
 * The text of a file: UTF-16 (either order) or UTF-8 by its byte-order mark, else UTF-8 when it is that, else an 8-bit
 * code page. Never fails over an encoding it can guess; refuses (`bad-request`) what is empty, over 20 MB, cut in the
 * middle of a character, of another format, or not text.
 */
export function decodeFile(bytes: Uint8Array, fileName: string): string {
  if (bytes.length === 0) throw refusal({ fileName }, 'the file is empty.', EXPORT_AGAIN);
  if (bytes.length > MAX_BYTES) {
    const size = `${Math.ceil(bytes.length / 1024 / 1024)} MB`;
    throw refusal(
      { fileName },
      `the file has ${size}, more than the 20 MB that are read.`,
      'Export a shorter range of days.',
    );
  }
  const other = OTHER_FORMATS.find(([, magic]) => startsWith(bytes, magic));
  if (other !== undefined) throw refusal({ fileName }, `this is ${other[0]}, not a CSV export.`, AS_CSV);

  const marked = markedEncoding(bytes);
  const text = tryDecode(bytes, marked ?? 'utf-8') ?? (marked === undefined ? decodeLegacy(bytes) : undefined);
  if (text === undefined) {
    const name = marked?.toUpperCase() ?? 'text';
    throw refusal({ fileName }, `the file says it is ${name} but is not: it is damaged or cut off.`, EXPORT_AGAIN);
  }
  if (text.includes('\0')) {
    const reason = 'the file holds NUL bytes: it is binary, or UTF-16 that lost its byte-order mark.';
    throw refusal({ fileName }, reason, EXPORT_AGAIN);
  }
  if (text.trim() === '') throw refusal({ fileName }, 'the file holds nothing but blanks.', EXPORT_AGAIN);
  if (WEB_PAGE.test(text)) throw refusal({ fileName }, 'this is a web page, not a CSV export.', AS_CSV);
  return text;
}
