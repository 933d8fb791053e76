/** The dead man's switch: whoever watches HEARTBEAT_URL hears that sweeps are being completed. */
import type { Transport } from '../instagram/transport.ts';
import type { Logger } from '../ports.ts';

const WITHIN_MS = 10_000;

/** One GET, bounded to 10 s. A failure is logged without the address, which may hold a key, and is nobody's problem here. */
export async function pingHeartbeat(
  transport: Transport,
  url: string,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  try {
    const { status } = await transport.send({ url, budget: 'other', withinMs: WITHIN_MS }, signal);
    if (status >= 400) logger.warn({ status }, 'HEARTBEAT_URL refused the ping');
  } catch (error) {
    if (signal.aborted) return;
    logger.warn({ kind: error instanceof Error ? error.name : 'unknown' }, 'HEARTBEAT_URL could not be reached');
  }
}
