/** How many requests one address may send in a second. Memory is bounded: every second starts with an empty table. */
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../core/ports.ts';
import { isLoopbackAddress } from './loopback.ts';

const SECOND = 1000;

/** The peer; behind a proxy on this machine, the address that this proxy says it was called from (the last one). */
export function addressOf(incoming: IncomingMessage): string {
  const peer = incoming.socket.remoteAddress ?? '';
  const forwarded = incoming.headers['x-forwarded-for'];
  const line = Array.isArray(forwarded) ? forwarded.join(',') : forwarded;
  const last = line?.split(',').at(-1)?.trim();
  return isLoopbackAddress(peer) && last !== undefined && last !== '' ? last.slice(0, 64) : peer;
}

/** Returns a function that counts one request of an address and says whether it is still within the limit. */
export function createRateLimit(perSecond: number, clock: Clock): (address: string) => boolean {
  const seen = new Map<string, number>();
  let second = 0;
  return (address) => {
    const now = Math.floor(clock() / SECOND);
    if (now !== second) {
      seen.clear();
      second = now;
    }
    const count = (seen.get(address) ?? 0) + 1;
    seen.set(address, count);
    return count <= perSecond;
  };
}
