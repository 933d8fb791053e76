/** Imported files into an account: one transaction, so that an import is there as a whole or not at all. */
import type { Reading } from '../core/insights/series.ts';
import type { ImportedHistory, ImportStore } from '../core/ports.ts';
import { lockAccount, putReadings } from './insights.ts';
import { putImportedReadings, putMedia } from './media.ts';
import type { Database } from './schema.ts';
import { lookAt, type Run } from './sight.ts';

type NewReading = Omit<Reading, 'confirmedAt'>;

function keyOf(metric: string, day: string): string {
  return `${metric} ${day}`;
}

/** The readings without estimates of days that an earlier file had measured. */
async function withoutKnownEstimates(
  run: Run,
  account: number,
  readings: readonly NewReading[],
): Promise<readonly NewReading[]> {
  const metrics = [...new Set(readings.flatMap(({ metric, estimated }) => (estimated ? [metric] : [])))];
  if (metrics.length === 0) return readings;
  const rows = await run
    .selectFrom('reading')
    .select(['metric', 'day_from'])
    .distinct()
    .where('account_id', '=', account)
    .where('metric', 'in', metrics)
    .where('source', '=', 'import')
    .where('measured_at', 'is not', null)
    .execute();
  const measured = new Set(rows.map((row) => keyOf(row.metric, row.day_from)));
  return readings.filter(({ metric, days, estimated }) => !(estimated && measured.has(keyOf(metric, days.from))));
}

async function countImported(run: Run, account: number): Promise<{ numbers: number; posts: number }> {
  const count = async (table: 'reading' | 'media' | 'media_reading'): Promise<number> => {
    const row = await run
      .selectFrom(table)
      .select(({ fn }) => fn.countAll().as('rows'))
      .where('account_id', '=', account)
      .where('source', '=', 'import')
      .executeTakeFirstOrThrow();
    return Number(row.rows);
  };
  return { numbers: (await count('reading')) + (await count('media_reading')), posts: await count('media') };
}

async function putHistory(database: Database, run: Run, account: number, history: ImportedHistory): Promise<void> {
  await putReadings(database, run, account, await withoutKnownEstimates(run, account, history.readings));
  await putMedia(run, account, history.media, history.now, 'import');
  await putImportedReadings(run, account, history.mediaReadings);
}

/** The ImportStore over a database. */
export function createImports(database: Database): ImportStore {
  return {
    saveImport(workspace, username, history) {
      return database.db.transaction().execute(async (trx) => {
        const account = await lookAt(trx, workspace, username, history.now);
        await lockAccount(database, account.id).execute(trx);
        const before = await countImported(trx, account.id);
        await putHistory(database, trx, account.id, history);
        const after = await countImported(trx, account.id);
        return {
          account,
          added: { numbers: after.numbers - before.numbers, posts: after.posts - before.posts },
        };
      });
    },
  };
}
