/** Run by the bench in a process of its own, so that its work is not counted: the local Instagram, and one of its answers again and again. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import nodeFetch from 'node-fetch';
import { startLocalInstagram } from '../../demo/server.ts';

/** What the candidates need to know about it. */
export interface InstagramFacts {
  /** The local Instagram, of the Facebook flavour. */
  readonly url: string;
  /** Answers everything with one recorded answer: what remains is the client's own work. */
  readonly echoUrl: string;
  readonly token: string;
  readonly instagramId: string;
  readonly usernames: readonly string[];
}

const DAY_SECONDS = 86_400;

if (process.argv[1] === import.meta.filename) {
  process.on('disconnect', () => process.exit());
  const local = await startLocalInstagram();
  const { instagramId = '' } = local.accounts[0] ?? {};
  const token = local.tokens.user;
  const until = Math.floor(Date.now() / 1000) - 3 * DAY_SECONDS;
  const query = `metric=reach&period=day&since=${until - 6 * DAY_SECONDS}&until=${until}`;
  const headers = { authorization: `Bearer ${token}` };
  await nodeFetch(`${local.facebookUrl}/v26.0/${instagramId}/insights?${query}`, { headers });
  const answer = await nodeFetch(`${local.facebookUrl}/v26.0/${instagramId}/insights?${query}`, { headers });
  const plain = Buffer.from(await answer.text());
  const packed = gzipSync(plain, { level: 1 });
  const packing = new Set(['content-encoding', 'content-length']);
  const said = Object.fromEntries([...answer.headers].filter(([name]) => !packing.has(name)));
  const echo = createServer((request, response) => {
    const zip = String(request.headers['accept-encoding']).includes('gzip');
    const body = zip ? packed : plain;
    response.writeHead(200, { ...said, ...(zip && { 'content-encoding': 'gzip' }), 'content-length': body.length });
    response.end(body);
  });
  echo.listen(0, '127.0.0.1', () => {
    const facts: InstagramFacts = {
      url: local.facebookUrl,
      echoUrl: `http://127.0.0.1:${(echo.address() as AddressInfo).port}`,
      token,
      instagramId,
      usernames: local.accounts.map(({ username }) => username),
    };
    process.send?.(facts);
  });
}
