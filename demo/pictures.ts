/** Pictures of the local Instagram: a small PNG per media and profile, behind links that look signed and expire. */
import { crc32, deflateSync } from 'node:zlib';
import { DAY } from './calendar.ts';
import type { Context } from './context.ts';
import { hashOf } from './generator/random.ts';

const SIZE = 96;
const PATH = '/cdn/';

/** A link to the picture of a media or profile; like Meta's it changes from day to day and says when it ends (`oe`). */
export function signedPicture(context: Pick<Context, 'origin' | 'now'>, key: string, extension = 'png'): string {
  const ends = (Math.floor(context.now / DAY) + 2) * (DAY / 1000);
  const signature = hashOf(key, ends).toString(16).padStart(8, '0');
  return `${context.origin}${PATH}${key}.${extension}?oh=${signature}&oe=${ends.toString(16).toUpperCase()}`;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

function colourOf(key: string, part: number): readonly [number, number, number] {
  const hash = hashOf(key, 'colour', part);
  return [60 + (hash & 127), 60 + ((hash >> 8) & 127), 60 + ((hash >> 16) & 127)];
}

function drawPicture(key: string): Buffer {
  const [from, to] = [colourOf(key, 0), colourOf(key, 1)];
  const raw = Buffer.alloc(SIZE * (1 + 3 * SIZE));
  for (let y = 0; y < SIZE; y += 1) {
    for (let x = 0; x < SIZE; x += 1) {
      const mix = (x + y) / (2 * SIZE);
      const at = y * (1 + 3 * SIZE) + 1 + 3 * x;
      for (let channel = 0; channel < 3; channel += 1) {
        raw[at + channel] = Math.round((from[channel] ?? 0) * (1 - mix) + (to[channel] ?? 0) * mix);
      }
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIZE, 0);
  header.writeUInt32BE(SIZE, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(raw)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Whether a path is on the picture side of the server. */
export function isPicture(path: string): boolean {
  return path.startsWith(PATH);
}

/** The PNG behind a picture link, or undefined when there is none (videos have no file here). */
export function pictureAt(path: string): Buffer | undefined {
  const match = /^\/cdn\/([\w.-]+)\.png$/.exec(path);
  return match?.[1] === undefined ? undefined : drawPicture(match[1]);
}
