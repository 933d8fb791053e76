/** One process holds a SQLite file: a row with its pid, its boot and a heartbeat. */
import { randomUUID } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { hostname, uptime } from 'node:os';
import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import type { Clock, Logger } from '../core/ports.ts';
import { heldElsewhere } from './faults.ts';
import type { Database } from './schema.ts';
import type { SqliteConnection } from './sqlite.ts';

const NAME = 'owner';
const BEAT_MS = 5000;
/** A holder that cannot be looked at (another container) counts as gone after three missed beats. */
const SILENCE_MS = 3 * BEAT_MS;

const HOLDER = z.object({
  token: z.string(),
  boot: z.string(),
  /** Processes that share it see each other's pids. */
  space: z.string(),
  /** Start of the process, told apart from a later one with the same pid; empty where nobody can tell. */
  started: z.string(),
});
type Holder = z.infer<typeof HOLDER>;

export interface Lease {
  /** Tells that this process lives, or finds out that it lost the file; happens by itself every five seconds. */
  beat(): Promise<void>;
  /** Gives the file free and stops the heartbeat. */
  release(): Promise<void>;
}

async function orElse(read: Promise<string>, fallback: string): Promise<string> {
  try {
    return (await read).trim();
  } catch {
    return fallback;
  }
}

/** Field 22 of /proc/<pid>/stat, counted behind the name, which may hold spaces. */
async function startOf(pid: number): Promise<string> {
  const stat = await orElse(readFile(`/proc/${pid}/stat`, 'utf8'), '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

async function describeSelf(clock: Clock): Promise<Holder> {
  const bootMinute = Math.round((clock() / 1000 - uptime()) / 60);
  return {
    token: randomUUID(),
    boot: await orElse(readFile('/proc/sys/kernel/random/boot_id', 'utf8'), `${hostname()} ${bootMinute}`),
    space: await orElse(readlink('/proc/self/ns/pid'), hostname()),
    started: await startOf(process.pid),
  };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function isAlive(
  row: { readonly holder: string; readonly pid: number; readonly beat_at: number },
  self: Holder,
  now: number,
): Promise<boolean> {
  const other = HOLDER.parse(JSON.parse(row.holder));
  if (other.boot !== self.boot) return false;
  if (other.space !== self.space) return now - row.beat_at < SILENCE_MS;
  return isRunning(row.pid) && (await startOf(row.pid)) === other.started;
}

/**
 * Takes the file for this process. The holder's own end, its machine's restart or three missed beats free it at once.
 * Throws AppError (see `isHeldElsewhere`) while another living process has it. When it is lost later, the connection
 * refuses everything from then on.
 */
export async function takeLease(
  { db }: Database,
  connection: SqliteConnection,
  file: string,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): Promise<Lease> {
  const self = await describeSelf(clock);
  await db.transaction().execute(async (trx) => {
    const row = await trx.selectFrom('lease').selectAll().where('name', '=', NAME).executeTakeFirst();
    if (row !== undefined && (await isAlive(row, self, clock()))) throw heldElsewhere(file, row.pid);
    const values = { holder: JSON.stringify(self), pid: process.pid, beat_at: clock() };
    await trx
      .insertInto('lease')
      .values({ name: NAME, ...values })
      .onConflict((conflict) => conflict.column('name').doUpdateSet(values))
      .execute();
  });

  async function beat(): Promise<void> {
    const { numUpdatedRows } = await db
      .updateTable('lease')
      .set({ beat_at: clock() })
      .where('name', '=', NAME)
      .where('holder', '=', JSON.stringify(self))
      .executeTakeFirstOrThrow();
    if (numUpdatedRows > 0n) return;
    clearInterval(timer);
    logger.error({ pid: process.pid }, 'another process took the database over: this one stores nothing more');
    connection.refuse(
      new AppError('storage', 'Another Reachboard took this database over.', { hint: 'Stop this process.' }),
    );
  }
  const timer = setInterval(() => {
    beat().catch((error: unknown) => {
      logger.warn({ error }, 'the heartbeat could not be stored');
    });
  }, BEAT_MS).unref();

  return {
    beat,
    async release() {
      clearInterval(timer);
      await db.deleteFrom('lease').where('name', '=', NAME).where('holder', '=', JSON.stringify(self)).execute();
    },
  };
}
