/** What `.ci/run` does after the tests: starts the product as a newcomer does, asks it `/ig reach week`, checks that a real PNG comes back, stops it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function ready(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    try {
      if ((await fetch(`${url}/healthz`)).ok) return;
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The product did not answer /healthz within 30 seconds.');
}

const folder = mkdtempSync(join(tmpdir(), 'reachboard-newcomer-'));
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const product = spawn('npm', ['start'], {
  env: { ...process.env, HTTP_PORT: String(port), DATABASE_URL: `sqlite:${join(folder, 'reachboard.db')}` },
  stdio: ['ignore', 'pipe', 'inherit'],
  detached: true,
});
let out = '';
product.stdout.on('data', (chunk: Buffer) => {
  out += chunk.toString();
  process.stdout.write(chunk);
});
/** The product and whatever it started; npm does not pass signals on. */
const group = -(product.pid ?? 0);
try {
  await ready(url);
  const answer = await fetch(`${url}/api/commands`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ text: '/ig reach week' }),
  });
  assert.equal(answer.status, 200);
  const { status, report } = (await answer.json()) as {
    status: string;
    report: { title: string; blocks: readonly { kind: string; url?: string }[] };
  };
  assert.equal(status, 'answered', JSON.stringify(report));
  const picture = report.blocks.find((block) => block.kind === 'picture');
  assert.ok(picture?.url, 'there is a picture in the report');
  const png = Buffer.from(await (await fetch(new URL(picture.url, url))).arrayBuffer());
  assert.ok(png.subarray(0, 8).equals(PNG) && png.length > 5000, 'the picture is a PNG');
  process.kill(group, 'SIGINT');
  await once(product, 'close');
  assert.match(out, /Stopped\./u, 'Ctrl-C ends the product cleanly');
  console.log(`The newcomer's path works: ${report.title}, a picture of ${png.length} bytes.`);
} finally {
  try {
    process.kill(group, 'SIGKILL');
  } catch {
    // Gone already.
  }
  rmSync(folder, { recursive: true, force: true });
}
