/** A server that answers with recorded bodies: only the very request that was recorded, everything else is empty. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

export interface Recorded {
  /** File of `test/fixtures/graph-api/`. */
  readonly file: string;
  /** Ends the path without version: `/insights`, `/me/accounts`, or `` for a node. */
  readonly path: string;
  /** Parameters that must be there and equal. */
  readonly when: Readonly<Record<string, string>>;
}

export interface Replay {
  readonly url: string;
  readonly calls: readonly string[];
  stop(): Promise<void>;
}

function bodyOf(file: string): string {
  return readFileSync(new URL(`../fixtures/graph-api/${file}`, import.meta.url), 'utf8');
}

function namesOf(entry: unknown): unknown {
  return typeof entry === 'object' && entry !== null && 'name' in entry ? entry.name : undefined;
}

/** Of a recorded list only the metrics that were asked for, as Instagram would. */
function select(body: string, metrics: string | null): string {
  const parsed = JSON.parse(body) as { data?: readonly unknown[] };
  if (metrics === null || !Array.isArray(parsed.data)) return body;
  const wanted = new Set(metrics.split(','));
  return JSON.stringify({ ...parsed, data: parsed.data.filter((entry) => wanted.has(String(namesOf(entry)))) });
}

/** Starts the server on a free port of the loopback interface. */
export async function startReplay(recordings: readonly Recorded[]): Promise<Replay> {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    calls.push(`${pathname}?${searchParams.toString()}`);
    const hit = recordings.find(
      ({ path, when }) =>
        pathname.endsWith(path) && Object.entries(when).every(([name, value]) => searchParams.get(name) === value),
    );
    const body = hit === undefined ? '{"data":[]}' : select(bodyOf(hit.file), searchParams.get('metric'));
    const failed = body.includes('"error"') && !body.includes('"data"');
    response.writeHead(failed ? 400 : 200, { 'Content-Type': 'application/json' }).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
