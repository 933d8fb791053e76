/** Looks into the database itself: nothing doubled, nothing half-written, nothing that Instagram never said. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { connectSqlite } from '../../db/sqlite.ts';
import type { Rig } from './rig.ts';

interface Row {
  readonly username: string;
  readonly metric: string;
  readonly breakdown: string;
  readonly day_from: string;
  readonly day_to: string;
  readonly value: number | null;
  readonly detail: string | null;
  readonly read_at: number;
}

const COUNTS = ['followers_count', 'follows_count', 'media_count'] as const;

async function rowsOf({ world }: Rig): Promise<{ readonly readings: readonly Row[]; readonly check: unknown }> {
  const connection = await connectSqlite(join(world.folder, 'reachboard.db'));
  try {
    const readings = await connection.all<Row>(
      `select account.username, reading.* from reading join account on account.id = reading.account_id
       order by reading.read_at, reading.id`,
    );
    return { readings, check: (await connection.all('pragma integrity_check'))[0] };
  } finally {
    await connection.close();
  }
}

/** What Instagram said at that time; undefined for what this suite does not follow. */
function told({ world }: Rig, row: Row): number | undefined {
  const { truth } = world.local;
  const count = COUNTS.find((name) => name === row.metric);
  if (count !== undefined) return truth.profile(row.username, row.read_at)[count];
  if (row.value === null || row.breakdown !== '') return undefined;
  return truth.window(row.username, row.metric, row.day_from, row.day_to, row.read_at);
}

/** Every kept number is what the local Instagram said when it was read, and is kept once. */
export async function assertKeptWell(rig: Rig): Promise<void> {
  const { readings, check } = await rowsOf(rig);
  assert.deepEqual(check, { integrity_check: 'ok' });
  const last = new Map<string, string>();
  for (const row of readings) {
    const where = `${row.username} ${row.metric} ${row.day_from}..${row.day_to}`;
    if (row.value !== null) assert.equal(row.value, told(rig, row) ?? row.value, where);
    const key = JSON.stringify([where, row.breakdown]);
    const content = JSON.stringify([row.value, row.detail]);
    assert.notEqual(last.get(key), content, `kept twice: ${where}`);
    last.set(key, content);
  }
}
