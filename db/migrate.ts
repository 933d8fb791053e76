/** Brings a database of either kind to the newest schema, forward only. */
import { type Kysely, Migrator } from 'kysely';
import { AppError } from '../core/errors.ts';
import * as first from './migrations/0001_first.ts';
import * as media from './migrations/0002_media.ts';
import * as collector from './migrations/0003_collector.ts';
import * as digests from './migrations/0004_digests.ts';
import * as alerts from './migrations/0005_alerts.ts';
import * as collectionOwner from './migrations/0006_collection_owner.ts';
import * as digestOptions from './migrations/0007_digest_options.ts';
import * as threads from './migrations/0008_threads.ts';
import * as watching from './migrations/0009_watching.ts';
import * as importedPosts from './migrations/0010_imported_posts.ts';
import * as loginPeople from './migrations/0011_login_people.ts';
import * as alertPlace from './migrations/0012_alert_place.ts';
import * as digestChecks from './migrations/0013_digest_checks.ts';
import * as commentedPosts from './migrations/0014_commented_posts.ts';
import * as lostWorkspaces from './migrations/0015_lost_workspaces.ts';
import * as regainedWorkspaces from './migrations/0016_regained_workspaces.ts';
import type { Database, SqlKind } from './schema.ts';

type Up = (db: Kysely<unknown>, kind: SqlKind) => Promise<void>;

const MIGRATIONS: Readonly<Record<string, Up>> = {
  '0001_first': first.up,
  '0002_media': media.up,
  '0003_collector': collector.up,
  '0004_digests': digests.up,
  '0005_alerts': alerts.up,
  '0006_collection_owner': collectionOwner.up,
  '0007_digest_options': digestOptions.up,
  '0008_threads': threads.up,
  '0009_watching': watching.up,
  '0010_imported_posts': importedPosts.up,
  '0011_login_people': loginPeople.up,
  '0012_alert_place': alertPlace.up,
  '0013_digest_checks': digestChecks.up,
  '0014_commented_posts': commentedPosts.up,
  '0015_lost_workspaces': lostWorkspaces.up,
  '0016_regained_workspaces': regainedWorkspaces.up,
};

async function appliedNames({ db }: Database): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === 'kysely_migration')) return [];
  const untyped = db as unknown as Kysely<{ kysely_migration: { name: string } }>;
  const rows = await untyped.selectFrom('kysely_migration').select('name').execute();
  return rows.map((row) => row.name);
}

/** Migrations still to run. Throws AppError `storage` for a database that a newer version has written. */
export async function pendingMigrations(database: Database): Promise<readonly string[]> {
  const applied = await appliedNames(database);
  if (applied.some((name) => !(name in MIGRATIONS))) {
    throw new AppError('storage', 'The database was written by a newer version of Reachboard.', {
      hint: 'Start that version again, or restore a backup made before the upgrade.',
    });
  }
  return Object.keys(MIGRATIONS).filter((name) => !applied.includes(name));
}

/** Runs what is pending, all of it in one transaction. Rejects with the first fault. */
export async function migrate(
  { db, kind }: Database,
  migrations: Readonly<Record<string, Up>> = MIGRATIONS,
): Promise<void> {
  const entries = Object.entries(migrations).map(
    ([name, up]) => [name, { up: (trx: Kysely<unknown>) => up(trx, kind) }] as const,
  );
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(Object.fromEntries(entries)) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error instanceof Error ? error : new Error('The migration failed.', { cause: error });
}
