/** One row of a post export to one post with its numbers. */
import { DateTime } from 'luxon';
import type { Media } from '../instagram/media/media.ts';
import { INSTAGRAM_ZONE } from '../insights/spans.ts';
import { valueFault, WHOLE_NUMBER } from './days.ts';
import { kindOfType, type PostColumns, type PostField } from './post-columns.ts';
import { EXPORT_AGAIN, type Place, refusal, shown } from './refuse.ts';
import type { Row } from './rows.ts';

export interface ImportedPost {
  readonly media: Media;
  /** By API name; numbers that the export leaves empty are missing. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Lower case, of whoever published it; undefined where the export does not say. */
  readonly by: string | undefined;
  readonly line: number;
}

/** A row that is read well and is no post of Instagram. */
export interface PassedRow {
  readonly line: number;
  readonly because: string;
  readonly facebook: boolean;
}

/** The day Instagram opened. */
const FIRST = Date.UTC(2010, 9, 6);
const MOST_CAPTION = 10_000;
const US_TIME = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2})(?::(\d{2}))?(?: ?([AP]M))?$/iu;
const ISO_TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?)(Z|[+-]\d{2}:?\d{2})?$/u;
const SHORTCODE = /\/(?:p|reel|reels|tv)\/([\w-]{5,64})/u;
const SCIENTIFIC = /^\d(?:[.,]\d+)?E\+?\d+$/iu;

/**
 * The time in epoch ms. Meta writes US Pacific wall time, month first: checked against the times that are part of the
 * shortcodes of a real export, which agree to the minute in all of its posts.
 */
function readTime(cell: string, place: Place): number {
  const quoted = `"${shown(cell, 30)}"`;
  const iso = ISO_TIME.exec(cell);
  const us = US_TIME.exec(cell);
  const time =
    iso !== null
      ? DateTime.fromISO(`${iso[1] ?? ''}T${iso[2] ?? ''}${iso[3] ?? ''}`, { zone: INSTAGRAM_ZONE })
      : us !== null
        ? DateTime.fromFormat(us[0].toUpperCase().replace(/ ?([AP]M)$/u, ' $1'), formatOf(us), { zone: INSTAGRAM_ZONE })
        : undefined;
  if (time === undefined) {
    throw refusal(place, `${quoted} is not a time in the form 12/31/2025 08:24 that Meta writes.`, EXPORT_AGAIN);
  }
  if (!time.isValid) {
    const reason = Number(us?.[1]) > 12 ? 'has the day before the month' : 'is a time that does not exist';
    throw refusal(place, `${quoted} ${reason}; Meta writes the month first.`, EXPORT_AGAIN);
  }
  if (time.toMillis() < FIRST) {
    throw refusal(place, `${quoted} cannot be: Instagram opened in October 2010.`, EXPORT_AGAIN);
  }
  return time.toMillis();
}

function formatOf(us: RegExpExecArray): string {
  const seconds = us[6] === undefined ? '' : ':ss';
  return us[7] === undefined ? `M/d/yyyy H:mm${seconds}` : `M/d/yyyy h:mm${seconds} a`;
}

function readId(cell: string, place: Place): string {
  if (/^\d{5,25}$/u.test(cell)) return cell;
  if (SCIENTIFIC.test(cell)) {
    const reason = `"${shown(cell, 30)}" stands where a post's id belongs: a spreadsheet program rounded the number.`;
    throw refusal(place, reason, EXPORT_AGAIN);
  }
  throw refusal(place, `"${shown(cell, 30)}" is not a post's id.`, EXPORT_AGAIN);
}

function hostOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' ? hostname.replace(/^www\./u, '') : undefined;
}

function kindOf(type: string, permalink: string, place: Place): Media['kind'] {
  const byAddress = permalink.includes('/reel') ? 'reel' : permalink.includes('/stories/') ? 'story' : undefined;
  const kind = kindOfType(type) ?? byAddress;
  if (kind !== undefined) return kind;
  throw refusal(place, `"${shown(type, 30)}" is no type of post that is known here.`, 'Export the posts in English.');
}

function readNumbers(row: Row, columns: PostColumns, place: Place): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const { apiName, at, title } of columns.numbers) {
    const cell = row.cells[at] ?? '';
    if (cell === '') continue;
    if (!WHOLE_NUMBER.test(cell)) throw refusal(place, `${shown(title, 20)}: ${valueFault(cell)}`, EXPORT_AGAIN);
    numbers.set(apiName, Number(cell));
  }
  return numbers;
}

/** Refuses numbers of a single day: a post's numbers are those of its whole life. */
function checkLifetime(day: string, place: Place): void {
  if (!/\d/u.test(day)) return;
  const reason = `the numbers are of one day ("${shown(day, 20)}"), and posts are imported with those of their whole life.`;
  throw refusal(place, reason, 'Export the posts again with "Lifetime" chosen.');
}

/**
 * Reads a row. Refuses (`bad-request`, with the line) ids a spreadsheet has rounded, other times than Meta writes, times
 * after `now` (epoch ms), numbers that are not whole, and types nobody knows.
 */
export function readPostRow(row: Row, columns: PostColumns, fileName: string, now: number): ImportedPost | PassedRow {
  const place: Place = { fileName, line: row.line };
  const cell = (field: PostField): string => row.cells[columns.fields[field]] ?? '';
  const permalink = cell('permalink');
  if (cell('id') === '' && permalink === '') {
    const said = shown(cell('comment'), 110);
    return {
      line: row.line,
      facebook: false,
      because: `the row does not say which post it is${said === '' ? '.' : ` ("${said}").`}`,
    };
  }
  const host = hostOf(permalink);
  if (host === 'facebook.com' || host?.endsWith('.facebook.com') === true) {
    return { line: row.line, facebook: true, because: 'It is a post of the Facebook page.' };
  }
  if (host !== 'instagram.com') {
    throw refusal(place, `"${shown(permalink, 40)}" is not the address of a post on Instagram.`, EXPORT_AGAIN);
  }
  checkLifetime(cell('day'), place);
  const publishedAt = readTime(cell('published'), place);
  if (publishedAt > now) {
    const hint = "Check the clock of this machine; if it is right, the file's times are wrong.";
    throw refusal(place, `"${shown(cell('published'), 30)}" lies in the future.`, hint);
  }
  const by = cell('username').replace(/^@/u, '').toLowerCase();
  return {
    line: row.line,
    by: by === '' ? undefined : shown(by, 40),
    numbers: readNumbers(row, columns, place),
    media: {
      id: readId(cell('id'), place),
      kind: kindOf(cell('type'), permalink, place),
      publishedAt,
      shortcode: SHORTCODE.exec(permalink)?.[1],
      permalink,
      caption: cell('caption') === '' ? undefined : cell('caption').slice(0, MOST_CAPTION),
      likeCount: undefined,
      commentsCount: undefined,
    },
  };
}
