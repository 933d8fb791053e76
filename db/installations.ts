import type { InstallationStore, Logger } from '../core/ports.ts';
import type { Database } from './schema.ts';
import type { Seal } from './seal.ts';

function nameOf(platform: string, id: string): string {
  return `installation/${platform}/${id}`;
}

/** The InstallationStore over a database: sealed settings under names of their own. */
export function createInstallations({ db }: Database, seal: Seal, logger: Logger): InstallationStore {
  const place = (platform: string, id: string) =>
    ({ workspace: 0, account: 0, purpose: `installation/${platform}/${id}` }) as const;
  return {
    async saveInstallation(platform, id, installation) {
      const value = seal.close(installation, place(platform, id));
      await db
        .insertInto('setting')
        .values({ name: nameOf(platform, id), value })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
        .execute();
    },

    async findInstallation(platform, id) {
      const row = await db
        .selectFrom('setting')
        .select('value')
        .where('name', '=', nameOf(platform, id))
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const opened = seal.open(row.value, place(platform, id));
      if (opened === undefined) logger.error({ platform }, 'the seal of an installation does not open');
      return opened;
    },

    async listInstallations(platform) {
      const prefix = nameOf(platform, '');
      const rows = await db
        .selectFrom('setting')
        .select('name')
        .where('name', '>=', prefix)
        .where('name', '<', `${prefix}\u{10ffff}`)
        .orderBy('name')
        .execute();
      return rows.map(({ name }) => name.slice(prefix.length));
    },

    async removeInstallation(platform, id) {
      await db.deleteFrom('setting').where('name', '=', nameOf(platform, id)).execute();
    },
  };
}
