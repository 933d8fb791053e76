import type { SettingStore } from '../core/ports.ts';
import type { Database } from './schema.ts';

/** The SettingStore over a database. */
export function createSettings({ db }: Database): SettingStore {
  return {
    async readSetting(name) {
      const row = await db.selectFrom('setting').select('value').where('name', '=', name).executeTakeFirst();
      return row?.value;
    },

    async writeSetting(name, value) {
      await db
        .insertInto('setting')
        .values({ name, value })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
        .execute();
    },
  };
}
