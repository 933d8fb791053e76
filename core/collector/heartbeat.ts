/** The dead man's switch: whoever watches HEARTBEAT_URL hears that sweeps are being completed. */
import type { Transport } from '../instagram/transport.ts';
import type { Clock, Logger } from '../ports.ts';

const WITHIN_MS = 10_000;
/** Sweeps come every second; whoever watches needs no more than one ping a minute. */
const LEAST_PAUSE = 60_000;

/** One GET, bounded to 10 s. A failure is logged without the address, which may hold a key, and is nobody's problem here. */
async function pingHeartbeat(transport: Transport, url: string, logger: Logger, signal: AbortSignal): Promise<void> {
  try {
    const { status } = await transport.send({ url, budget: 'other', withinMs: WITHIN_MS }, signal);
    if (status >= 400) logger.warn({ status }, 'HEARTBEAT_URL refused the ping');
  } catch (error) {
    if (signal.aborted) return;
    logger.warn({ kind: error instanceof Error ? error.name : 'unknown' }, 'HEARTBEAT_URL could not be reached');
  }
}

/** What follows a completed sweep: a ping, at most one a minute, that nobody waits for. */
export function createHeartbeat(
  transport: Transport,
  url: string | undefined,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): (signal: AbortSignal) => Promise<void> {
  let pingedAt = -Infinity;
  return (signal) => {
    const since = clock() - pingedAt;
    if (url === undefined || (since >= 0 && since < LEAST_PAUSE)) return Promise.resolve();
    pingedAt = clock();
    void pingHeartbeat(transport, url, logger, signal);
    return Promise.resolve();
  };
}
