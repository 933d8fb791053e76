import { isDeepStrictEqual } from 'node:util';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import { PLAIN_OPTIONS, type DigestOptions, type Run, type Subscription } from '../core/digests/subscription.ts';
import type { SubscriptionOrder, DigestStore, ScheduleStore } from '../core/ports.ts';
import { digestOf } from './corrections.ts';
import { insertPost } from './deliveries.ts';
import { markFailing } from './failing.ts';
import { storable } from './parameters.ts';
import { reopenRun } from './reopen.ts';
import type { Database, Tables } from './schema.ts';

type SubscriptionRow = Selectable<Tables['subscription']>;
type RunRow = Selectable<Tables['digest_run']>;

function subscriptionOf(row: SubscriptionRow): Subscription {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    platform: row.platform,
    workspaceRemoteId: row.workspace_remote_id,
    channelId: row.channel_id,
    channelName: row.channel_name,
    accounts: JSON.parse(row.accounts) as readonly number[],
    weekday: row.weekday,
    time: row.time,
    zone: row.zone,
    options: { ...PLAIN_OPTIONS, ...(JSON.parse(row.options) as Partial<DigestOptions>) },
    ownerId: row.owner_id,
    ownerName: row.owner_name ?? undefined,
    askedIn: row.asked_in ?? undefined,
    nextAt: row.next_at,
    zoneRules: row.zone_rules,
    pausedAt: row.paused_at ?? undefined,
    failing: row.failing ?? undefined,
    createdAt: row.created_at,
  };
}

function runOf(row: RunRow): Run {
  return {
    subscriptionId: row.subscription_id,
    week: row.week,
    scheduledFor: row.scheduled_for,
    state: row.state,
    because: row.because,
    attempts: row.attempts,
  };
}

/** What two people may change at once, and the turn. */
function orderOf({ nextAt, channelId, accounts, options, weekday, time, zone }: Subscription) {
  return { nextAt, channelId, accounts, options, weekday, time, zone };
}

/** The columns of an order. */
function orderRow(order: SubscriptionOrder) {
  return {
    channel_id: storable(order.channelId),
    channel_name: storable(order.channelName),
    accounts: JSON.stringify(order.accounts),
    options: storable(JSON.stringify(order.options)),
    weekday: order.weekday,
    time: order.time,
    zone: order.zone,
    owner_id: order.ownerId,
    owner_name: order.ownerName === undefined ? null : storable(order.ownerName),
    asked_in: order.askedIn ?? null,
    next_at: order.nextAt,
    zone_rules: order.zoneRules,
  };
}

/** Weekly digests as ordered, over a database. */
function createSchedules(database: Database): ScheduleStore {
  const { db, kind } = database;
  const findRow = (id: number, on = db) =>
    on.selectFrom('subscription').selectAll().where('id', '=', id).where('removed_at', 'is', null).executeTakeFirst();

  async function list(on: Database['db'], workspace: number | undefined): Promise<readonly Subscription[]> {
    const rows = await on
      .selectFrom('subscription')
      .selectAll()
      .where('removed_at', 'is', null)
      .$if(workspace !== undefined, (query) => query.where('workspace_id', '=', workspace ?? 0))
      .orderBy('id')
      .execute();
    return rows.map(subscriptionOf);
  }

  /** Ids come before commits: orders of one workspace wait for each other here. SQLite has one writer anyway. */
  const inTurn = <T>(
    workspace: number,
    check: ((all: readonly Subscription[]) => void) | undefined,
    write: (trx: Database['db']) => Promise<T>,
  ): Promise<T> =>
    db.transaction().execute(async (trx) => {
      await trx
        .selectFrom('workspace')
        .select('id')
        .where('id', '=', workspace)
        .$if(kind === 'postgres', (rows) => rows.forNoKeyUpdate())
        .execute();
      check?.(await list(trx, workspace));
      return write(trx);
    });

  return {
    saveSubscription: (order, check) =>
      inTurn(order.workspaceId, check, async (trx) => {
        const row = await trx
          .insertInto('subscription')
          .values({
            workspace_id: order.workspaceId,
            platform: order.platform,
            workspace_remote_id: order.workspaceRemoteId,
            ...orderRow(order),
            created_at: order.createdAt,
          })
          .returningAll()
          .executeTakeFirstOrThrow();
        return subscriptionOf(row);
      }),

    changeSubscription: (subscription, order, check) =>
      inTurn(subscription.workspaceId, check, async (trx) => {
        const row = await findRow(subscription.id, trx);
        if (row === undefined || !isDeepStrictEqual(orderOf(subscriptionOf(row)), orderOf(subscription))) return false;
        const { next_at, channel_id, accounts, options, weekday, time, zone } = row;
        // As it was compared, also in what another process writes meanwhile.
        const { numUpdatedRows } = await trx
          .updateTable('subscription')
          .set({ ...orderRow(order), failing: null })
          .where('id', '=', subscription.id)
          .where((is) => is.and({ next_at, channel_id, accounts, options, weekday, time, zone }))
          .where('removed_at', 'is', null)
          .executeTakeFirst();
        return numUpdatedRows > 0n;
      }),

    listSubscriptions: (workspace) => list(db, workspace),

    async findSubscription(id) {
      const row = await findRow(id);
      return row === undefined ? undefined : subscriptionOf(row);
    },

    async pauseSubscription(id, at) {
      await db
        .updateTable('subscription')
        .set({ paused_at: at ?? null })
        .where('id', '=', id)
        .execute();
    },

    markFailing: (id, because, notice) => markFailing(database, 'subscription', id, because, notice),

    async listFailing({ platform, workspaceRemoteId, channelId }) {
      const rows = await db
        .selectFrom('subscription')
        .selectAll()
        .where('platform', '=', platform)
        .where('workspace_remote_id', '=', workspaceRemoteId)
        .$if(channelId !== undefined, (query) => query.where('channel_id', '=', channelId ?? ''))
        .where('failing', 'is not', null)
        .where('removed_at', 'is', null)
        .orderBy('id')
        .execute();
      return rows.map(subscriptionOf);
    },

    async removeSubscription(id, at) {
      await db.transaction().execute(async (trx) => {
        await trx.updateTable('subscription').set({ removed_at: at }).where('id', '=', id).execute();
        // What may be under way already is looked for and recorded; what is not begun is not sent any more.
        await trx
          .updateTable('post')
          .set({ state: 'dead', because: 'The digest was removed.' })
          .where('state', '=', 'pending')
          .where('key', 'like', `digest-${id}-%`)
          .execute();
      });
    },

    async listDue(now, limit) {
      const rows = await db
        .selectFrom('subscription')
        .selectAll()
        .where('removed_at', 'is', null)
        .where('next_at', '<=', now)
        .orderBy('next_at')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(subscriptionOf);
    },

    advance: (subscription, turns, nextAt, zoneRules) =>
      db.transaction().execute(async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('subscription')
          .set({ next_at: nextAt, zone_rules: zoneRules })
          .where('id', '=', subscription.id)
          .where('next_at', '=', subscription.nextAt)
          .where('paused_at', subscription.pausedAt === undefined ? 'is' : 'is not', null)
          .where('removed_at', 'is', null)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
        if (turns.length === 0) return true;
        await trx
          .insertInto('digest_run')
          .values(
            turns.map((turn) => ({
              subscription_id: subscription.id,
              week: turn.week,
              scheduled_for: turn.scheduledFor,
              state: turn.state,
              because: turn.because,
              attempts: 0,
              next_at: turn.scheduledFor,
            })),
          )
          .onConflict((conflict) => conflict.columns(['subscription_id', 'week']).doNothing())
          .execute();
        return true;
      }),

    async sharedTime() {
      if (kind === 'sqlite') return undefined;
      const { rows } = await sql<{ now: number }>`select
        cast(extract(epoch from clock_timestamp()) * 1000 as bigint) as now`.execute(db);
      return rows[0]?.now;
    },
  };
}

/** What became of each week, over a database. */
function createRuns(database: Database): DigestStore {
  const { db, kind } = database;
  const skipLocked = kind === 'postgres' ? sql`for update skip locked` : sql``;
  const free = { owner: null, held_until: null } as const;

  return {
    async claimRuns(owner, now, until, limit) {
      const claim = async (which: RawBuilder<unknown>, most: number): Promise<readonly Run[]> => {
        const { rows } = await sql<RunRow>`update digest_run
          set owner = ${owner}, held_until = ${until}, attempts = attempts + 1
          where (subscription_id, week) in (select subscription_id, week from digest_run
            where state = 'due' and ${which} and next_at <= ${now} and (held_until is null or held_until < ${now})
            order by next_at, subscription_id limit ${most} ${skipLocked})
          returning *`.execute(db);
        return rows.map(runOf);
      };
      const fresh = await claim(sql`attempts = 0`, limit);
      return fresh.length > 0 ? fresh : claim(sql`attempts > 0`, 1);
    },

    async delayRun(run, owner, nextAt) {
      await db
        .updateTable('digest_run')
        .set({ ...free, next_at: nextAt, attempts: sql`attempts - 1` })
        .where('subscription_id', '=', run.subscriptionId)
        .where('week', '=', run.week)
        .where('owner', '=', owner)
        .execute();
    },

    finishRun: (run, owner, digest, post) =>
      db.transaction().execute(async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('digest_run')
          .set({ ...free, state: 'built', because: '' })
          .where('subscription_id', '=', run.subscriptionId)
          .where('week', '=', run.week)
          .where('owner', '=', owner)
          .where('state', '=', 'due')
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
        await trx
          .insertInto('digest')
          .values({
            subscription_id: digest.subscriptionId,
            week: digest.week,
            made_at: digest.madeAt,
            content: storable(digest.content),
            facts: storable(digest.facts),
            post_key: digest.postKey,
            check_at: digest.checkAt ?? null,
          })
          .execute();
        await insertPost(trx, post);
        return true;
      }),

    async failRun(run, owner, because) {
      const { numUpdatedRows } = await db
        .updateTable('digest_run')
        .set({ ...free, state: 'failed', because: storable(because) })
        .where('subscription_id', '=', run.subscriptionId)
        .where('week', '=', run.week)
        .where('owner', '=', owner)
        .where('state', '=', 'due')
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    reopenRun: (run, because) => reopenRun(database, run, because),

    async listRuns(subscriptionId, limit) {
      const rows = await db
        .selectFrom('digest_run')
        .selectAll()
        .where('subscription_id', '=', subscriptionId)
        .orderBy('week', 'desc')
        .limit(limit)
        .execute();
      return rows.map(runOf);
    },

    async readDigest(subscriptionId, week) {
      const row = await db
        .selectFrom('digest')
        .selectAll()
        .where('subscription_id', '=', subscriptionId)
        .where('week', '=', week)
        .executeTakeFirst();
      return row === undefined ? undefined : digestOf(row);
    },
  };
}

/** The ScheduleStore and the DigestStore over a database. */
export function createDigests(database: Database): ScheduleStore & DigestStore {
  return { ...createSchedules(database), ...createRuns(database) };
}
