/** Another process on the same file: writes two readings at a time and tells after each write. */
import { type ChildProcess, spawn } from 'node:child_process';

import { AppError } from '../../../core/errors.ts';
import { openStore } from '../../../db/open.ts';
import { KEY } from './rooms.ts';

const running = new Set<ChildProcess>();

/** Ends what a failed test left running. */
export function killWriters(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Runs this script on a file as another process. Resolves at its first line of output; ending its stdin ends it. */
export async function startWriter(
  file: string,
  role: 'owner' | 'guest',
  uid?: number,
): Promise<{ readonly child: ChildProcess; readonly output: () => string; readonly ended: Promise<number | null> }> {
  const child = spawn(process.execPath, ['--import', 'tsx', import.meta.filename, file, role], {
    stdio: ['pipe', 'pipe', 'inherit'],
    ...(uid === undefined ? {} : { uid, gid: uid, env: { ...process.env, HOME: '/tmp' } }),
  });
  running.add(child);
  let text = '';
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => {
      running.delete(child);
      resolve(code);
    });
  });
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      resolve();
    });
    void ended.then(() => {
      resolve();
    });
  });
  return { child, output: () => text, ended };
}

async function write(file: string, role: 'owner' | 'guest'): Promise<void> {
  const input = { isOpen: true };
  process.stdin.once('end', () => {
    input.isOpen = false;
  });
  process.stdin.resume();
  const quiet = (): void => undefined;
  const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const store = await openStore({ url: `sqlite:${file}`, role, encryptionKey: KEY, logger, clock: Date.now });
  const workspace = await store.saveWorkspace('local', 'home');
  const account = await store.saveImportAccount(workspace.id, `writer-${role}`, 1);
  const days = { from: '2026-11-02', to: '2026-11-02' };
  const rest = { breakdown: '', days, source: 'import', detail: undefined, settled: true, estimated: false } as const;
  for (let n = 1; input.isOpen; n += 1) {
    await store.writeReadings(account.id, [
      { metric: 'left', value: n, readAt: n, ...rest },
      { metric: 'right', value: n, readAt: n, ...rest },
    ]);
    process.stdout.write(`${n}\n`);
  }
  await store.close();
}

if (process.argv[1] === import.meta.filename) {
  const [file = '', role] = process.argv.slice(2);
  try {
    await write(file, role === 'guest' ? 'guest' : 'owner');
  } catch (error) {
    process.stdout.write(error instanceof AppError ? `${error.code}: ${error.message}\n` : `fault: ${String(error)}\n`);
    process.exitCode = 1;
  }
  process.stdin.destroy();
}
