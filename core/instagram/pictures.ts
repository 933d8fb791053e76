/**
 * Pictures of posts, from Meta's own picture hosts alone. Their addresses come from outside, so nothing about them is
 * trusted: not the host, not what its name leads to, not the size, not the kind of file.
 */
import { lookup, type LookupAddress } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { LRUCache } from 'lru-cache';
import nodeFetch from 'node-fetch';
import type { Logger } from '../ports.ts';
import { isPublicAddress } from './public-address.ts';

const HOSTS = ['.cdninstagram.com', '.fbcdn.net'] as const;
const MOST_BYTES = 8 * 1024 * 1024;
const TOTAL_MS = 4_000;
const KEPT_BYTES = 16 * 1024 * 1024;
/** How files begin that we draw: JPEG, PNG, and WebP inside RIFF. */
const JPEG = [0xff, 0xd8, 0xff];
const PNG = [0x89, 0x50, 0x4e, 0x47];
const RIFF = [0x52, 0x49, 0x46, 0x46];
const WEBP = [0x57, 0x45, 0x42, 0x50];

export interface Pictures {
  /** The file behind an address; undefined when it cannot or must not be had. Never rejects. */
  read(url: string): Promise<Uint8Array | undefined>;
  /** Ends idle connections. */
  close(): void;
}

export interface PicturesOptions {
  /** Origins that stand in for Instagram: the local one, and API addresses that were set by hand. */
  readonly origins: () => readonly string[];
  readonly logger: Logger;
  /** All addresses of a host name; the system's resolver when left out. */
  readonly resolve?: (host: string) => Promise<readonly LookupAddress[]>;
}

function resolveHost(host: string): Promise<readonly LookupAddress[]> {
  return new Promise((resolve, reject) => {
    lookup(host, { all: true }, (error, addresses) => {
      if (error === null) resolve(addresses);
      else reject(error);
    });
  });
}

/** Whether an address may be called: https on one of Meta's picture hosts, or an origin that stands in for Instagram. */
export function isPictureAddress(text: string, origins: readonly string[]): boolean {
  if (!URL.canParse(text)) return false;
  const { origin, protocol, hostname, username, password, port } = new URL(text);
  if (username !== '' || password !== '') return false;
  if (origins.includes(origin)) return true;
  return protocol === 'https:' && port === '' && HOSTS.some((end) => hostname.endsWith(end));
}

function beginsWith(bytes: Uint8Array, sign: readonly number[], at = 0): boolean {
  return sign.every((byte, index) => bytes[at + index] === byte);
}

function isPicture(bytes: Uint8Array): boolean {
  return beginsWith(bytes, JPEG) || beginsWith(bytes, PNG) || (beginsWith(bytes, RIFF) && beginsWith(bytes, WEBP, 8));
}

/** A look-up for sockets that hands over only what it checked: every address of the name must be public. */
export function guardedLookup(resolve: NonNullable<PicturesOptions['resolve']>): LookupFunction {
  return (host, options, done) => {
    resolve(host).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) {
          done(new Error('the name leads into a private network'), []);
        } else if (options.all === true) done(null, [...addresses]);
        else done(null, first.address, first.family);
      },
      (error: unknown) => {
        done(error instanceof Error ? error : new Error('the name was not found'), []);
      },
    );
  };
}

/** Makes the reader; what was read lately comes from memory. */
export function createPictures({ origins, logger, resolve = resolveHost }: PicturesOptions): Pictures {
  const plain = new http.Agent({ keepAlive: true });
  const trusted = new https.Agent({ keepAlive: true });
  const guarded = new https.Agent({ keepAlive: true, lookup: guardedLookup(resolve) });
  const kept = new LRUCache<string, Uint8Array>({
    maxSize: KEPT_BYTES,
    sizeCalculation: (bytes) => Math.max(1, bytes.byteLength),
  });

  async function fetchPicture(url: URL): Promise<Uint8Array | undefined> {
    const standIn = origins().includes(url.origin);
    const agent = url.protocol === 'http:' ? plain : standIn ? trusted : guarded;
    const signal = AbortSignal.timeout(TOTAL_MS);
    const response = await nodeFetch(url, { agent, redirect: 'error', size: MOST_BYTES, signal });
    const bytes = new Uint8Array(await response.arrayBuffer());
    return response.status === 200 && isPicture(bytes) ? bytes : undefined;
  }

  return {
    async read(text) {
      if (!isPictureAddress(text, origins())) return undefined;
      const known = kept.get(text);
      if (known !== undefined) return known;
      const url = new URL(text);
      try {
        const bytes = await fetchPicture(url);
        if (bytes !== undefined) kept.set(text, bytes);
        return bytes;
      } catch (error) {
        // The address is signed: only its host is said.
        const problem = error instanceof Error ? error.name : 'unknown';
        logger.debug({ host: url.host, problem }, 'a picture of a post could not be had');
        return undefined;
      }
    },
    close() {
      for (const agent of [plain, trusted, guarded]) agent.destroy();
    },
  };
}
