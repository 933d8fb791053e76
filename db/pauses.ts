import type { PauseStore } from '../core/ports.ts';
import { storable } from './parameters.ts';
import type { Database } from './schema.ts';

/** The PauseStore over a database. */
export function createPauses({ db }: Database): PauseStore {
  return {
    async savePause(key, until, because) {
      const values = { until, because: storable(because) };
      await db
        .insertInto('pause')
        .values({ key, ...values })
        .onConflict((conflict) => conflict.column('key').doUpdateSet(values))
        .execute();
    },

    listPauses: (now) => db.selectFrom('pause').selectAll().where('until', '>', now).orderBy('key').execute(),
  };
}
