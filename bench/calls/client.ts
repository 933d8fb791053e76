/** The product's Graph client over its transport: budgets, limits, retries and checked fields included. */
import { GraphClient } from '../../core/instagram/client.ts';
import { createTransport } from '../../core/instagram/transport.ts';
import { Secret } from '../../core/secret.ts';
import type { Candidate } from '../candidate.ts';
import { SILENT } from '../silent.ts';
import { windowsOfTurn } from './burst.ts';
import type { InstagramFacts } from './instagram.ts';

export function callThroughClient({ echoUrl, token, instagramId }: InstagramFacts): Candidate {
  const transport = createTransport();
  const pauses = { savePause: () => Promise.resolve(), listPauses: () => Promise.resolve([]) };
  const client = new GraphClient({ transport, version: 'v26.0', pauses, clock: Date.now, logger: SILENT });
  const secret = new Secret(token);
  const access = { base: echoUrl, login: 'facebook', instagramId, token: secret, priority: 'command' } as const;
  return {
    async run(turn) {
      const answers = await Promise.all(
        windowsOfTurn(turn).map(async ({ since, until }) =>
          client.readInsights(access, { metrics: ['reach'], period: 'day', since, until }),
        ),
      );
      return answers.reduce((sum, { metrics }) => sum + metrics.size, 0);
    },
    close: () => {
      transport.close();
      return Promise.resolve();
    },
  };
}
