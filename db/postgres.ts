/** Kysely on a pool of `pg`: the only file that knows that driver. */
import { type Dialect, PostgresDialect, type PostgresPoolClient, type PostgresQueryResult } from 'kysely';
import pg from 'pg';
import { AppError } from '../core/errors.ts';
import type { Logger } from '../core/ports.ts';
import { postgresFault } from './faults.ts';
import { checkParameters } from './parameters.ts';

type PgParsers = typeof pg.types.getTypeParser;

/** BIGINT as a number; our times and ids fit, anything else is not ours. */
function readInt8(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  throw new AppError('storage', 'The database holds a number that is too large.');
}

/** The usual readers but for BIGINT, which `pg` gives as text. */
const TYPES: pg.CustomTypesConfig = {
  getTypeParser: ((oid: Parameters<PgParsers>[0], format?: 'text') =>
    oid === pg.types.builtins.INT8 ? readInt8 : (pg.types.getTypeParser(oid, format) as unknown)) as PgParsers,
};

async function ask<R>(
  client: pg.PoolClient,
  text: string,
  parameters: readonly unknown[],
): Promise<PostgresQueryResult<R>> {
  // Booleans are bound by Kysely itself, when it looks at the catalogue; Postgres has them.
  checkParameters(parameters.filter((value) => typeof value !== 'boolean'));
  try {
    return (await client.query(text, [...parameters])) as unknown as PostgresQueryResult<R>;
  } catch (error) {
    throw postgresFault(error);
  }
}

function guarded(client: pg.PoolClient): PostgresPoolClient {
  return {
    query: ((text: string, parameters: readonly unknown[]) =>
      ask(client, text, parameters)) as PostgresPoolClient['query'],
    release: (isBroken) => {
      client.release(isBroken === true);
    },
  };
}

/** The dialect over a pool; the first query connects, destroying Kysely ends it. */
export function postgresDialect(url: string, logger: Logger): Dialect {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'reachboard',
    max: 10,
    connectionTimeoutMillis: 5000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 60_000,
    keepAlive: true,
    types: TYPES,
  });
  pool.on('error', (error) => {
    logger.warn({ error }, 'an idle connection to Postgres was lost');
  });
  // One in use tells its user by the query's own failure; the event would end the process if nobody heard it.
  pool.on('connect', (client) => {
    client.on('error', (error) => {
      logger.debug({ error }, 'a connection to Postgres was lost');
    });
  });
  return new PostgresDialect({
    pool: {
      async connect() {
        try {
          return guarded(await pool.connect());
        } catch (error) {
          throw postgresFault(error);
        }
      },
      end: () => pool.end(),
    },
  });
}
