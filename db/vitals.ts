import { sql } from 'kysely';
import type { VitalStore } from '../core/ports.ts';
import type { Database } from './schema.ts';

const WEEK = 7 * 86_400_000;

/** Counts from indexes and small tables only: sent posts and finished runs may be millions. */
export function createVitals({ db }: Database): VitalStore {
  return {
    async readVitals(now) {
      const posts = await sql<{ state: 'pending'; count: number; created: number; first: number | null }>`
        select state, count(*) as count, min(created_at) as created, min(first_attempt_at) as first
        from post where state <> 'sent' group by state`.execute(db);
      const due = await sql<{ at: number | null }>`
        select min(next_at) as at from digest_run where state = 'due'`.execute(db);
      const lost = await sql<{ state: string; count: number }>`
        select state, count(*) as count from digest_run where state in ('missed', 'failed') group by state`.execute(db);
      const orders = await sql<{ paused: number; failing: number; all: number }>`
        select count(paused_at) as paused, count(failing) as failing, count(*) as "all"
        from subscription where removed_at is null`.execute(db);
      const tokens = await sql<{ accounts: number; ending: number; refused: number }>`
        select count(distinct account_id) as accounts, count(broken_because) as refused,
          count(case when token_expires_at < ${now + WEEK} then 1 end) as ending
        from connection where sealed_token is not null`.execute(db);
      const open = posts.rows.filter(({ state }) => ['pending', 'sending', 'unknown'].includes(state));
      const unsure = posts.rows.filter(({ state }) => ['sending', 'unknown'].includes(state));
      const [oldestOpenAt] = open.map(({ created }) => created).sort((one, other) => one - other);
      const [oldestUnknownAt] = unsure.flatMap(({ first }) => first ?? []).sort((one, other) => one - other);
      const lostOf = (wanted: string): number => lost.rows.find(({ state }) => state === wanted)?.count ?? 0;
      const [order] = orders.rows;
      const [token] = tokens.rows;
      return {
        posts: Object.fromEntries(posts.rows.map(({ state, count }) => [state, count])),
        oldestUnknownAt,
        oldestOpenAt,
        oldestDueAt: due.rows[0]?.at ?? undefined,
        missed: lostOf('missed'),
        failed: lostOf('failed'),
        subscriptions: {
          running: (order?.all ?? 0) - (order?.paused ?? 0),
          paused: order?.paused ?? 0,
          failing: order?.failing ?? 0,
        },
        accounts: token?.accounts ?? 0,
        tokensEnding: token?.ending ?? 0,
        tokensRefused: token?.refused ?? 0,
      };
    },
  };
}
