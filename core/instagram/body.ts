/** The body of an answer: read whole, unpacked, and never larger than it may be. */
import { promisify } from 'node:util';
import { constants, gunzip, gunzipSync } from 'node:zlib';

/** The code of the error that a body over its limit ends with. */
export const TOO_LARGE = 'BODY_TOO_LARGE';

/** Packed bodies up to this size are unpacked in place: a thread would cost more than the work, which ends at the limit. */
const IN_PLACE_BYTES = 16 * 1024;
const UTF8 = new TextDecoder();
const unpackElsewhere = promisify(gunzip);

function tooLarge(): Error {
  return Object.assign(new Error('the body is too large'), { code: TOO_LARGE });
}

/** All bytes as they came. Rejects as soon as there are more than `limit`, or when the sender leaves before the end. */
async function collect(body: NodeJS.ReadableStream, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    body.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > limit) reject(tooLarge());
      else chunks.push(chunk);
    });
    body.on('end', () => {
      const [only] = chunks;
      resolve(only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks, bytes));
    });
    body.on('error', reject);
    body.on('close', () => {
      reject(new Error('the body ended early'));
    });
  });
}

async function unpack(packed: Buffer, limit: number): Promise<Buffer> {
  // As node-fetch and curl do it: what came of a stream that was cut is given, and its reader sees that it is no JSON.
  const options = { maxOutputLength: limit, finishFlush: constants.Z_SYNC_FLUSH };
  try {
    return packed.length <= IN_PLACE_BYTES ? gunzipSync(packed, options) : await unpackElsewhere(packed, options);
  } catch (error) {
    throw error instanceof Error && Reflect.get(error, 'code') === 'ERR_BUFFER_TOO_LARGE' ? tooLarge() : error;
  }
}

/**
 * The text of a body, unpacked when its coding is gzip. `limit` bounds the bytes before and after unpacking; more than
 * that rejects with code BODY_TOO_LARGE, and the caller ends the exchange.
 */
export async function readBody(
  body: NodeJS.ReadableStream | null,
  coding: string | null,
  limit: number,
): Promise<string> {
  if (body === null) return '';
  const bytes = await collect(body, limit);
  return UTF8.decode(coding === 'gzip' ? await unpack(bytes, limit) : bytes);
}
