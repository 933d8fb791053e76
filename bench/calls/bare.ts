/** node-fetch with keep-alive and nothing else: the floor of a Graph call. */
import { Agent } from 'node:http';
import nodeFetch from 'node-fetch';
import type { Candidate } from '../candidate.ts';
import { windowsOfTurn } from './burst.ts';
import type { InstagramFacts } from './instagram.ts';

export function callBarely({ echoUrl, token, instagramId }: InstagramFacts): Candidate {
  const agent = new Agent({ keepAlive: true });
  async function call(since: number, until: number): Promise<number> {
    const query = `metric=reach&period=day&since=${since}&until=${until}`;
    const response = await nodeFetch(`${echoUrl}/v26.0/${instagramId}/insights?${query}`, {
      agent,
      headers: { accept: 'application/json', authorization: `Bearer ${token}` },
    });
    const body = (await response.json()) as { readonly data: readonly unknown[] };
    return body.data.length;
  }
  return {
    async run(turn) {
      const answers = await Promise.all(windowsOfTurn(turn).map(async ({ since, until }) => call(since, until)));
      return answers.reduce((sum, count) => sum + count, 0);
    },
  };
}
