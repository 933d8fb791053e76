/** The tables as types. Times are epoch ms, days are `YYYY-MM-DD`, flags are times ("since when") or absent. */
import type { Generated, Kysely } from 'kysely';

interface WorkspaceTable {
  readonly id: Generated<number>;
  readonly platform: string;
  readonly remote_id: string;
  readonly zone: string | null;
  readonly default_account_id: number | null;
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
  readonly lease: LeaseTable;
}

/** The two ways of writing SQL. */
export type SqlKind = 'sqlite' | 'postgres';

/** An open database of either kind. */
export interface Database {
  readonly kind: SqlKind;
  readonly db: Kysely<Tables>;
}
