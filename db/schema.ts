/** The tables as types. Times are epoch ms, days are `YYYY-MM-DD`, flags are times ("since when") or absent. */
import type { Generated, Kysely } from 'kysely';

interface WorkspaceTable {
  readonly id: Generated<number>;
  readonly platform: string;
  readonly remote_id: string;
  readonly zone: string | null;
  readonly default_account_id: number | null;
  /** Why nothing can be posted there any more. */
  readonly lost: string | null;
  /** When it was lost no more; absent once its digests went on. */
  readonly regained_at: number | null;
}

interface AccountTable {
  readonly id: Generated<number>;
  readonly origin: 'graph' | 'import' | 'demo';
  readonly instagram_id: string | null;
  readonly username: string;
  readonly name: string | null;
  readonly created_at: number;
}

/** A workspace's sight of an account. Without login and token it is the sight of imported files only. */
interface ConnectionTable {
  readonly workspace_id: number;
  readonly account_id: number;
  readonly login: 'facebook' | 'instagram' | null;
  readonly sealed_token: string | null;
  readonly token_expires_at: number | null;
  readonly data_access_expires_at: number | null;
  /** JSON list. */
  readonly scopes: string | null;
  readonly broken_because: string | null;
  readonly connected_at: number;
  /** Last time somebody took the right to renew the token. */
  readonly renewal_tried_at: number | null;
  /** Last time the token was replaced by a younger one of the same login. */
  readonly renewed_at: number | null;
  /** Meta's id of the person behind the login, scoped to the app. */
  readonly meta_user_id: string | null;
  /** JSON: the person in the chat who connected it. */
  readonly connected_by: string | null;
}

/** One run of equal readings: the value between `read_at` and `confirmed_at`. */
interface ReadingTable {
  readonly id: Generated<number>;
  readonly account_id: number;
  readonly metric: string;
  readonly breakdown: string;
  readonly day_from: string;
  readonly day_to: string;
  readonly source: 'graph' | 'import';
  readonly value: number | null;
  /** JSON object, keys in order. */
  readonly detail: string | null;
  readonly read_at: number;
  readonly confirmed_at: number;
  /** First time this value was told as settled. */
  readonly settled_at: number | null;
  /** First time this value was told without being an estimate. */
  readonly measured_at: number | null;
}

interface ProfileTable {
  readonly id: Generated<number>;
  readonly account_id: number;
  /** JSON object, keys in order. */
  readonly profile: string;
  readonly read_at: number;
  readonly confirmed_at: number;
}

interface PauseTable {
  readonly key: string;
  readonly until: number;
  readonly because: string;
}

interface SettingTable {
  readonly name: string;
  readonly value: string;
}

/** How far the collector is with an account. */
interface CollectionTable {
  readonly account_id: number;
  readonly collected_at: number | null;
  /** The newest day that was complete at `collected_at`. */
  readonly collected_to: string | null;
  /** The oldest day that the back-fill has been through. */
  readonly filled_from: string | null;
  readonly next_at: number | null;
  readonly problem: string | null;
  /** The claim that a worker has the account under, until `held_until`. */
  readonly owner: string | null;
  readonly held_until: number;
}

/** A login that somebody began; the state itself is with the browser only. */
interface LoginTable {
  readonly state_hash: string;
  readonly login: 'facebook' | 'instagram';
  readonly workspace_id: number;
  readonly user_id: string;
  readonly ends_at: number;
  /** JSON: who began it and where. */
  readonly person: string | null;
  /** JSON list of account ids; null: about any. */
  readonly accounts: string | null;
}

/** A post or story as it was last listed. */
interface MediaTable {
  readonly account_id: number;
  readonly media_id: string;
  readonly kind: 'image' | 'video' | 'album' | 'reel' | 'story';
  readonly published_at: number;
  readonly shortcode: string | null;
  readonly permalink: string | null;
  readonly caption: string | null;
  readonly like_count: number | null;
  readonly comments_count: number | null;
  readonly seen_at: number;
  readonly trouble: 'before professional' | 'too few' | 'gone' | 'failing' | null;
  readonly trouble_at: number | null;
  readonly source: 'graph' | 'import';
}

/** One run of equal readings of one media. */
interface MediaReadingTable {
  readonly id: Generated<number>;
  readonly account_id: number;
  readonly media_id: string;
  readonly metric: string;
  readonly breakdown: string;
  readonly value: number | null;
  /** JSON object, keys in order. */
  readonly detail: string | null;
  readonly read_at: number;
  readonly confirmed_at: number;
  readonly source: 'graph' | 'import';
}

/** A post that somebody commented on since it was last read. */
interface CommentedPostTable {
  readonly account_id: number;
  readonly media_id: string;
  readonly marked_at: number;
}

/** A weekly digest somebody ordered. */
interface SubscriptionTable {
  readonly id: Generated<number>;
  readonly workspace_id: number;
  readonly platform: string;
  readonly workspace_remote_id: string;
  readonly channel_id: string;
  readonly channel_name: string;
  /** JSON list of account ids. */
  readonly accounts: string;
  readonly weekday: number;
  readonly time: string;
  readonly zone: string;
  /** JSON of what was chosen besides; what is absent is as always. */
  readonly options: string;
  readonly owner_id: string;
  readonly owner_name: string | null;
  readonly asked_in: string | null;
  readonly next_at: number;
  readonly zone_rules: string;
  readonly paused_at: number | null;
  readonly failing: string | null;
  readonly created_at: number;
  readonly removed_at: number | null;
}

/** What became of one week of a digest. */
interface DigestRunTable {
  readonly subscription_id: number;
  readonly week: string;
  readonly scheduled_for: number;
  readonly state: 'due' | 'built' | 'missed' | 'skipped' | 'failed';
  readonly because: string;
  readonly attempts: number;
  readonly next_at: number;
  readonly owner: string | null;
  readonly held_until: number | null;
}

/** A digest as it was made; never changed but for `check_at`. */
interface DigestTable {
  readonly subscription_id: number;
  readonly week: string;
  readonly made_at: number;
  readonly content: string;
  /** JSON: parameters and readings. */
  readonly facts: string;
  readonly post_key: string;
  /** When late corrections are looked for, or who looks until when; null: not (any more). */
  readonly check_at: number | null;
}

/** A message on record, written before it is sent. */
interface PostTable {
  readonly key: string;
  readonly workspace_id: number;
  readonly platform: string;
  readonly workspace_remote_id: string;
  readonly channel_id: string;
  /** Key of the post that it answers. */
  readonly thread: string | null;
  /** Key of the post whose message it replaces. */
  readonly edits: string | null;
  readonly quiet: number;
  readonly payload: string;
  readonly state: 'pending' | 'sending' | 'unknown' | 'sent' | 'held' | 'dead';
  readonly next_at: number;
  readonly owner: string | null;
  readonly held_until: number | null;
  readonly first_attempt_at: number | null;
  readonly attempt_at: number | null;
  readonly attempts: number;
  readonly looks: number;
  readonly message_id: string | null;
  readonly via: string | null;
  readonly sent_at: number | null;
  /** When to look for a second copy. */
  readonly audit_at: number | null;
  readonly because: string | null;
  readonly created_at: number;
}

/** Where a chat workspace gets its alerts. */
interface AlertPlaceTable {
  readonly id: Generated<number>;
  readonly workspace_id: number;
  readonly platform: string;
  readonly workspace_remote_id: string;
  readonly channel_id: string;
  readonly channel_name: string;
  readonly zone: string;
  /** `22:00`; both or none. */
  readonly quiet_from: string | null;
  readonly quiet_to: string | null;
  readonly sensitivity: 'low' | 'normal' | 'high';
  readonly since: number;
  readonly off_at: number | null;
  readonly owner_id: string | null;
  readonly asked_in: string | null;
  readonly failing: string | null;
  /** JSON: whom a major alert calls. */
  readonly mention: string | null;
}

/** What people changed about the alerts of one account. */
interface AlertChoiceTable {
  readonly place_id: number;
  readonly account_id: number;
  readonly off_at: number | null;
  readonly muted_until: number | null;
  readonly steps: number;
}

/** One thing that was found, once for ever, with the message that says it. */
interface AlertFindingTable {
  readonly place_id: number;
  readonly account_id: number;
  readonly series: string;
  readonly episode: string;
  readonly kind: string;
  readonly day: string;
  readonly found_at: number;
  /** JSON: the judgements with their inputs, or what ends. */
  readonly facts: string;
  /** Null: muted. */
  readonly post_key: string | null;
  /** 1 useful, 0 not. */
  readonly useful: number | null;
}

interface GoalTable {
  readonly id: Generated<number>;
  readonly workspace_id: number;
  readonly account_id: number;
  readonly metric: string;
  readonly target: number;
  readonly by_day: string;
  readonly made_at: number;
  readonly removed_at: number | null;
}

/** Which process holds the file; SQLite only. */
interface LeaseTable {
  readonly name: string;
  readonly holder: string;
  readonly pid: number;
  readonly beat_at: number;
}

export interface Tables {
  readonly workspace: WorkspaceTable;
  readonly account: AccountTable;
  readonly connection: ConnectionTable;
  readonly reading: ReadingTable;
  readonly profile: ProfileTable;
  readonly pause: PauseTable;
  readonly setting: SettingTable;
  readonly collection: CollectionTable;
  readonly login: LoginTable;
  readonly media: MediaTable;
  readonly media_reading: MediaReadingTable;
  readonly commented_post: CommentedPostTable;
  readonly subscription: SubscriptionTable;
  readonly digest_run: DigestRunTable;
  readonly digest: DigestTable;
  readonly post: PostTable;
  readonly alert_place: AlertPlaceTable;
  readonly alert_choice: AlertChoiceTable;
  readonly alert_finding: AlertFindingTable;
  readonly goal: GoalTable;
  readonly lease: LeaseTable;
}

/** The two ways of writing SQL. */
export type SqlKind = 'sqlite' | 'postgres';

/** An open database of either kind. */
export interface Database {
  readonly kind: SqlKind;
  readonly db: Kysely<Tables>;
}
