import { type Kysely, type Selectable, sql } from 'kysely';
import type { NewPost, Post, PostKind, SentVia } from '../core/deliveries/post.ts';
import type { DeliveryLog } from '../core/ports.ts';
import { storable } from './parameters.ts';
import type { Database, Tables } from './schema.ts';

type PostRow = Selectable<Tables['post']>;

const OPEN = ['pending', 'sending', 'unknown'] as const;
/** A day's number may be restated long after its alert; the correction is written above the alert's own words. */
const CORRECTED_FOR = 14 * 86_400_000;
/** After an unsure post, a copy may come late; it is looked for once more after this. */
const AUDIT_AFTER = 5 * 60_000;

function postOf(row: PostRow): Post {
  return {
    key: row.key,
    workspaceId: row.workspace_id,
    platform: row.platform,
    workspaceRemoteId: row.workspace_remote_id,
    channelId: row.channel_id,
    thread: row.thread ?? undefined,
    edits: row.edits ?? undefined,
    quiet: row.quiet === 1,
    payload: row.payload,
    nextAt: row.next_at,
    createdAt: row.created_at,
    state: row.state,
    firstAttemptAt: row.first_attempt_at ?? undefined,
    attemptAt: row.attempt_at ?? undefined,
    attempts: row.attempts,
    looks: row.looks,
    messageId: row.message_id ?? undefined,
    via: (row.via ?? undefined) as SentVia | undefined,
    sentAt: row.sent_at ?? undefined,
    because: row.because ?? undefined,
  };
}

/** Puts a post on record within the caller's transaction; one of that key stays as it is. */
export async function insertPost(run: Kysely<Tables>, post: NewPost): Promise<void> {
  await run
    .insertInto('post')
    .values({
      key: post.key,
      workspace_id: post.workspaceId,
      platform: post.platform,
      workspace_remote_id: post.workspaceRemoteId,
      channel_id: post.channelId,
      thread: post.thread ?? null,
      edits: post.edits ?? null,
      quiet: post.quiet === true ? 1 : 0,
      payload: storable(post.payload),
      state: 'pending',
      next_at: post.nextAt,
      attempts: 0,
      looks: 0,
      created_at: post.createdAt,
    })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
}

/**
 * Holds back what answers or replaces a post that is still on its way, and the younger one of two that do so to the same
 * post: a thread reads in the order in which it was written.
 */
const READY = sql`(thread is null and edits is null) or not exists (select 1 from post other
  where other.state in ('pending', 'sending', 'unknown') and (other.key = post.thread or other.key = post.edits
    or ((other.thread = post.thread or other.edits = post.edits)
      and (other.created_at < post.created_at or (other.created_at = post.created_at and other.key < post.key)))))`;

/** What a post forgets when it is tried again from the start; its times are said beside it. */
export const BEGUN_ANEW = {
  state: 'pending',
  attempts: 0,
  looks: 0,
  owner: null,
  held_until: null,
  because: null,
} as const;

const KINDS = {
  message: sql`edits is null and state = 'pending'`,
  look: sql`edits is null and state <> 'pending'`,
  edit: sql`edits is not null`,
} as const satisfies Record<PostKind, unknown>;

function changed(result: { readonly numUpdatedRows: bigint }): boolean {
  return result.numUpdatedRows > 0n;
}

/** The DeliveryLog over a database. */
export function createDeliveries({ db, kind }: Database): DeliveryLog {
  /** Rows that another process is taking are left to it. */
  const skipLocked = kind === 'postgres' ? sql`for update skip locked` : sql``;
  const owned = (key: string, owner: string, run: Kysely<Tables> = db) =>
    run.updateTable('post').where('key', '=', key).where('owner', '=', owner).where('state', 'in', OPEN);

  return {
    addPost: (post) => insertPost(db, post),

    addPostOnce: (post, { name, before, after }) =>
      db.transaction().execute(async (run) => {
        const moved =
          before === undefined
            ? await run
                .insertInto('setting')
                .values({ name, value: after })
                .onConflict((conflict) => conflict.column('name').doNothing())
                .executeTakeFirst()
            : await run
                .updateTable('setting')
                .set({ value: after })
                .where('name', '=', name)
                .where('value', '=', before)
                .executeTakeFirst();
        const ours = ('numUpdatedRows' in moved ? moved.numUpdatedRows : (moved.numInsertedOrUpdatedRows ?? 0n)) > 0n;
        if (ours) await insertPost(run, post);
        return ours;
      }),

    async claimPosts(owner, platforms, now, until, limit, only) {
      if (platforms.length === 0) return [];
      const wanted = only === undefined ? sql`1 = 1` : KINDS[only];
      const { rows } = await sql<PostRow>`update post set owner = ${owner}, held_until = ${until}
        where key in (select key from post where state in ('pending', 'sending', 'unknown') and next_at <= ${now}
          and platform in (${sql.join(platforms)}) and (held_until is null or held_until < ${now})
          and ${wanted} and (${READY}) order by next_at, key limit ${limit} ${skipLocked})
        returning *`.execute(db);
      return rows.map(postOf);
    },

    async beginPost(key, owner, now, until) {
      const result = await owned(key, owner)
        .set({
          state: 'sending',
          attempt_at: now,
          held_until: until,
          looks: 0,
          first_attempt_at: sql`coalesce(first_attempt_at, ${now})`,
          attempts: sql`attempts + 1`,
        })
        .executeTakeFirst();
      return changed(result);
    },

    async beatPost(key, owner, now, until) {
      return changed(await owned(key, owner).set({ attempt_at: now, held_until: until }).executeTakeFirst());
    },

    async settlePost(key, owner, change, next) {
      const { state, nextAt, looks, messageId, via, sentAt } = change;
      const later = (sentAt ?? 0) + AUDIT_AFTER;
      const unsure =
        via === 'read back'
          ? later
          : sql<
              number | null
            >`case when edits is null and (attempts > 1 or first_attempt_at < created_at) then cast(${later} as bigint) end`;
      const settled = (run: Kysely<Tables>) =>
        owned(key, owner, run)
          .set({
            state,
            owner: null,
            held_until: null,
            ...(nextAt === undefined ? {} : { next_at: nextAt }),
            ...(looks === undefined ? {} : { looks }),
            ...(state === 'sent'
              ? { message_id: messageId ?? '', via: via ?? 'answer', sent_at: sentAt ?? 0, audit_at: unsure }
              : {}),
            because: change.because === undefined ? null : storable(change.because),
          })
          .executeTakeFirst();
      if (next === undefined) return changed(await settled(db));
      return db.transaction().execute(async (run) => {
        const ours = changed(await settled(run));
        if (ours) await insertPost(run, next);
        return ours;
      });
    },

    async takeAudits(now, limit) {
      const { rows } = await sql<PostRow>`update post set audit_at = null
        where key in (select key from post where audit_at <= ${now} order by audit_at limit ${limit} ${skipLocked})
        returning *`.execute(db);
      return rows.map(postOf);
    },

    async emptyPosts(before, limit) {
      const { rows } = await sql`update post set payload = ''
        where key in (select key from post where (state = 'sent' or (state = 'dead' and edits is not null)) and payload <> '' and audit_at is null
          and coalesce(sent_at, created_at) < ${before}
          and key not in (select post_key from alert_finding where post_key is not null and found_at > ${before - CORRECTED_FOR})
          order by coalesce(sent_at, created_at) limit ${limit} ${skipLocked})
        returning key`.execute(db);
      return rows.length;
    },

    async retryPost(key, now) {
      const result = await db
        .updateTable('post')
        .set({
          ...BEGUN_ANEW,
          next_at: now,
          created_at: now,
        })
        .where('key', '=', key)
        .where('payload', '<>', '')
        .where('state', 'in', ['dead', 'held'])
        .executeTakeFirst();
      return changed(result);
    },

    async findPosts(keys) {
      if (keys.length === 0) return [];
      const rows = await db.selectFrom('post').selectAll().where('key', 'in', keys).orderBy('key').execute();
      return rows.map(postOf);
    },

    async countPosts(workspace) {
      const rows = await db
        .selectFrom('post')
        .select('state')
        .select(({ fn }) => [fn.countAll<number>().as('count'), fn.min('first_attempt_at').as('oldest')])
        // A message that could not be changed stands there all the same.
        .where((is) => is.or([is('edits', 'is', null), is('state', '<>', 'dead')]))
        .$if(workspace !== undefined, (query) => query.where('workspace_id', '=', workspace ?? 0))
        .groupBy('state')
        .execute();
      const unsure = rows
        .filter(({ state }) => state === 'unknown' || state === 'sending')
        .flatMap(({ oldest }) => oldest ?? []);
      return {
        byState: Object.fromEntries(rows.map(({ state, count }) => [state, count])),
        oldestUnknownAt: unsure.length === 0 ? undefined : Math.min(...unsure),
      };
    },
  };
}
