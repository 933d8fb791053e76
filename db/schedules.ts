import { isDeepStrictEqual } from 'node:util';
import { type Selectable, sql } from 'kysely';
import { PLAIN_OPTIONS, type DigestOptions, type Subscription } from '../core/digests/subscription.ts';
import type { ScheduleStore, SubscriptionOrder } from '../core/ports.ts';
import { markFailing } from './failing.ts';
import { storable } from './parameters.ts';
import type { Database, Tables } from './schema.ts';

type SubscriptionRow = Selectable<Tables['subscription']>;

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

/** The ScheduleStore over a database: weekly digests as ordered. */
export function createSchedules(database: Database): ScheduleStore {
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
