/** A worker of its own, to be killed: collects one account and its history down to a day, then ends. */
import { BackFill, sweepDue } from '../../../core/collector/sweep.ts';
import type { Deps } from '../../../core/features/feature.ts';
import { GraphClient } from '../../../core/instagram/client.ts';
import { createTransport } from '../../../core/instagram/transport.ts';
import { Secret } from '../../../core/secret.ts';
import { openStore } from '../../../db/open.ts';

/** The file to run; its words are database, base URL, time and the day to reach. */
export const WORKER_SCRIPT = import.meta.filename;

async function work(url: string, base: string, clockText: string, until: string): Promise<void> {
  const clock = (): number => Number(clockText);
  const quiet = (): void => undefined;
  const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };

  const store = await openStore({
    url,
    role: 'guest',
    encryptionKey: new Secret(Buffer.alloc(32, 7).toString('base64')),
    logger,
    clock,
  });
  const transport = createTransport();
  const stop = new AbortController();
  const deps: Deps = {
    store: {
      ...store,
      async saveCollection(state) {
        await store.saveCollection(state);
        const { filledFrom } = state;
        if (filledFrom !== undefined && filledFrom <= until) stop.abort();
      },
    },
    graph: new GraphClient({ transport, version: 'v26.0', pauses: store, clock, logger }),
    clock,
    logger,
    baseFor: () => base,
    about: () => ({ apiVersion: 'v26.0', demo: false, zone: 'UTC', parts: [] }),
  };
  const collector = { ...deps, collectEveryMs: 3_600_000, afterCollect: [] };
  await sweepDue(collector, stop.signal);
  await new BackFill(collector).run(stop.signal);
  transport.close();
  await store.close();
}

if (process.argv[1] === WORKER_SCRIPT) {
  const [url = '', base = '', clockText = '', until = ''] = process.argv.slice(2);
  await work(url, base, clockText, until);
}
