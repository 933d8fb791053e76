/** Files that appear whole or not at all. */
import { randomUUID } from 'node:crypto';
import { link, open, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Systems of files that know no second name for a file. */
const WITHOUT_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/** Whether an error of the file system has one of these codes. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code);
}

async function flush(target: string): Promise<void> {
  const handle = await open(target, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Puts a finished file in its place and makes that last. `replace: false` keeps a file that is already there. */
export async function settleFile(from: string, to: string, { replace }: { readonly replace: boolean }): Promise<void> {
  await flush(from);
  if (replace) await rename(from, to);
  else {
    try {
      await link(from, to);
    } catch (error) {
      if (hasCode(error, ...WITHOUT_LINKS)) await rename(from, to);
      else if (!hasCode(error, 'EEXIST')) throw error;
    }
    await rm(from, { force: true });
  }
  await flush(path.dirname(to));
}

/** Makes an empty file that only this user can read. Throws when it exists. */
export async function touchPrivate(file: string): Promise<void> {
  await (await open(file, 'wx', 0o600)).close();
}

/** Writes a small file that only this user can read. */
export async function writePrivate(file: string, text: string, how: { readonly replace: boolean }): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await writeFile(aside, text, { mode: 0o600, flag: 'wx' });
    await settleFile(aside, file, how);
  } finally {
    await rm(aside, { force: true });
  }
}
