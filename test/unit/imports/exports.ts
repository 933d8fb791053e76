/** Writes exports the way Meta and the spreadsheets after it write them. */
import assert from 'node:assert/strict';

import { type AppError, isAppError } from '../../../core/errors.ts';

export const ENCODINGS = ['utf-16le', 'utf-16be', 'utf-8', 'utf-8 with mark', '8-bit'] as const;
export const DELIMITERS = [',', ';', '\t'] as const;
export const LINE_ENDS = ['\n', '\r\n', '\r'] as const;

export interface Dialect {
  readonly encoding: (typeof ENCODINGS)[number];
  readonly delimiter: (typeof DELIMITERS)[number];
  readonly quoted: boolean;
  readonly lineEnd: (typeof LINE_ENDS)[number];
  /** The `sep=` line says this; undefined: there is none. */
  readonly separatorLine: string | undefined;
  /** Empty cells at the end of every row. */
  readonly trailing: number;
  readonly time: string;
  readonly lineEndAtEnd: boolean;
}

/** As Business Suite itself wrote in 2025. */
export const META: Dialect = {
  encoding: 'utf-16le',
  delimiter: ',',
  quoted: true,
  lineEnd: '\n',
  separatorLine: ',',
  trailing: 0,
  time: 'T00:00:00',
  lineEndAtEnd: true,
};

export type Cells = readonly string[];
export interface SourceBlock {
  readonly title: string;
  readonly days: readonly (readonly [day: string, value: number | string])[];
}

/** Code units of UTF-16 for the two orders; one byte per character (cp1251 for Cyrillic) for 8-bit. */
export function encode(text: string, encoding: Dialect['encoding']): Uint8Array {
  if (encoding === 'utf-8') return Buffer.from(text, 'utf8');
  if (encoding === 'utf-8 with mark') return Buffer.from(`\ufeff${text}`, 'utf8');
  if (encoding === 'utf-16le') return Buffer.from(`\ufeff${text}`, 'utf16le');
  if (encoding === 'utf-16be') return Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  return Uint8Array.from(text, (letter) => {
    const code = letter.charCodeAt(0);
    return code >= 0x410 && code <= 0x44f ? code - 0x350 : code & 0xff;
  });
}

export function writeRows(rows: readonly Cells[], dialect: Dialect): Uint8Array {
  const { delimiter, quoted, trailing, lineEnd, separatorLine } = dialect;
  const cell = (text: string) => (quoted || /["\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = rows.map((cells) => cells.map(cell).join(delimiter) + delimiter.repeat(trailing));
  if (separatorLine !== undefined) lines.unshift(`sep=${separatorLine}`);
  return encode(lines.join(lineEnd) + (dialect.lineEndAtEnd ? lineEnd : ''), dialect.encoding);
}

export function writeExport(blocks: readonly SourceBlock[], dialect: Dialect = META): Uint8Array {
  const rows = blocks.flatMap(({ title, days }, index): readonly Cells[] => [
    ...(index > 0 ? [[]] : []),
    [title],
    ['Date', 'Primary'],
    ...days.map(([day, value]) => [`${day}${dialect.time}`, String(value)]),
  ]);
  return writeRows(rows, dialect);
}

/** Lines as they are, in UTF-8. */
export function plain(...lines: readonly string[]): Uint8Array {
  return encode(`${lines.join('\n')}\n`, 'utf-8');
}

/** The refusal of `act`: an AppError `bad-request` that says how to fix it. */
export function refusalOf(act: () => unknown): AppError {
  try {
    act();
  } catch (error) {
    assert.ok(isAppError(error), String(error));
    assert.equal(error.code, 'bad-request');
    assert.ok((error.hint ?? '').length > 10, 'a refusal needs a hint');
    return error;
  }
  assert.fail('nothing was refused');
}
