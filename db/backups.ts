/** Names and ages of backups: `backups/reachboard-20261124T210000Z.db` beside the database. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';

const NAME = /^reachboard-(\d{4})(\d{2})(\d{2})T(\d{2})\d{4}Z\.db$/u;
const HOURS_KEPT = 24;
const DAYS_KEPT = 14;

export function backupFolder(file: string): string {
  return path.join(path.dirname(file), 'backups');
}

/** The name of a backup made now (epoch ms, UTC). */
export function backupName(now: number): string {
  return `reachboard-${new Date(now).toISOString().replace(/[-:]|\.\d+/gu, '')}.db`;
}

/** File names of all backups, newest first. */
export async function listBackups(file: string): Promise<readonly string[]> {
  try {
    const names = await readdir(backupFolder(file));
    return names
      .filter((name) => NAME.test(name))
      .sort()
      .reverse();
  } catch {
    return [];
  }
}

/** When the newest backup was made (epoch ms); undefined without one. */
export async function newestBackupAt(file: string): Promise<number | undefined> {
  const [newest] = await listBackups(file);
  const stamp = newest?.replace(/^\D+(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.db$/u, '$1-$2-$3T$4:$5:$6Z');
  return stamp === undefined ? undefined : Date.parse(stamp);
}

/** The first name of each group, for so many groups. */
function firstOfEach(names: readonly string[], groupOf: (name: string) => string, groups: number): readonly string[] {
  const first = new Map<string, string>();
  for (const name of names) if (!first.has(groupOf(name))) first.set(groupOf(name), name);
  return [...first.values()].slice(0, groups);
}

/** What may go: all but the newest of each of the last 24 hours and 14 days that have one. `names` newest first. */
export function outdatedBackups(names: readonly string[]): readonly string[] {
  const day = (name: string): string => name.slice(0, 'reachboard-20261124'.length);
  const hour = (name: string): string => name.slice(0, 'reachboard-20261124T21'.length);
  const kept = new Set([...firstOfEach(names, hour, HOURS_KEPT), ...firstOfEach(names, day, DAYS_KEPT)]);
  return names.filter((name) => !kept.has(name));
}

/** What to do about a database that is gone or damaged, with the newest backup by name. */
export async function restoreHint(file: string): Promise<string> {
  const [newest] = await listBackups(file);
  const shown = showPath(file);
  return newest === undefined
    ? `There is no backup in ${showPath(backupFolder(file))}; to start empty, move ${shown}* and .installed beside it away.`
    : `Move ${shown}, ${shown}-wal and ${shown}-shm away, then copy ${showPath(path.join(backupFolder(file), newest))} to ${shown}.`;
}

/** A path as people wrote it: from where they are when it is below. */
export function showPath(file: string): string {
  const relative = path.relative('', file);
  return relative.startsWith('..') ? file : relative;
}
