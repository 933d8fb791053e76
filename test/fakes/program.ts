/** The product as a process of its own, run from the sources in a folder of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

export interface Run {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  /** Resolves once stdout or stderr has the words; rejects when the process ends before. */
  says(words: RegExp): Promise<void>;
  readonly ended: Promise<number | null>;
}

/** Starts the product with these words and variables; nothing of the tests' own environment gets in. */
export function runProgram(folder: string, words: readonly string[], variables: Readonly<Record<string, string>>): Run {
  const child = spawn(
    process.execPath,
    ['--import', join(ROOT, 'node_modules/tsx/dist/esm/index.mjs'), join(ROOT, 'main.ts'), ...words],
    {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.json'),
        HTTP_PORT: '0',
        ...variables,
      },
    },
  );
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return {
    child,
    out: () => out,
    err: () => err,
    ended: once(child, 'close').then(() => child.exitCode),
    async says(wanted) {
      while (!wanted.test(out + err)) {
        if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}: ${out}${err}`);
        await new Promise((again) => setTimeout(again, 25));
      }
    },
  };
}
