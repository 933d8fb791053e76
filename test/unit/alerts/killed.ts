/** A worker of its own that looks for alerts once and kills itself before or after what it found is on record. */
import { createAlertWatch } from '../../../core/alerts/rounds.ts';
import type { Deps } from '../../../core/features/feature.ts';
import { GraphClient } from '../../../core/instagram/client.ts';
import { createTransport } from '../../../core/instagram/transport.ts';
import { Secret } from '../../../core/secret.ts';
import { openStore } from '../../../db/open.ts';

const [url = '', clockText = '', when = ''] = process.argv.slice(2);
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
const deps: Deps = {
  store: {
    ...store,
    async saveFindings(findings, posts) {
      if (when === 'before') process.kill(process.pid, 'SIGKILL');
      const saved = await store.saveFindings(findings, posts);
      process.kill(process.pid, 'SIGKILL');
      return saved;
    },
  },
  graph: new GraphClient({ transport: createTransport(), version: 'v26.0', pauses: store, clock, logger }),
  clock,
  logger,
  baseFor: () => undefined,
  about: () => ({ apiVersion: 'v26.0', demo: false, zone: 'UTC', parts: [] }),
};
const renderer = { render: () => Promise.reject(new Error('nothing is drawn here')) };
await createAlertWatch({ deps, renderer }).round.run(new AbortController().signal);
