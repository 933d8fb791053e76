/** What core asks of its database: one interface per kind of thing kept, and `Store`, which is all of them. */
import type {
  Account,
  AccountId,
  AccountOrigin,
  Connection,
  Login,
  Person,
  Profile,
  Platform,
  Workspace,
  WorkspaceId,
} from './accounts.ts';
import type { Media, MediaKind, MediaOrigin, MediaReading, MediaTrouble } from './instagram/media/media.ts';
import type { Days, IsoDate, Reading } from './insights/series.ts';
import type {
  AlertStore,
  CorrectionStore,
  DeliveryLog,
  DigestStore,
  LossStore,
  ScheduleStore,
  VitalStore,
} from './message-stores.ts';
import type { Secret } from './secret.ts';

export type * from './message-stores.ts';

export interface NewConnection {
  readonly workspaceId: WorkspaceId;
  readonly origin: Exclude<AccountOrigin, 'import'>;
  readonly instagramId: string;
  readonly username: string;
  readonly name: string | undefined;
  readonly login: Login;
  readonly token: Secret;
  readonly tokenExpiresAt: number | undefined;
  readonly dataAccessExpiresAt: number | undefined;
  readonly scopes: readonly string[] | undefined;
  /** Meta's id of the person who logged in, scoped to the app; by it Meta asks for deletion. */
  readonly metaUserId?: string | undefined;
  /** Left out, whoever connected it before stays. */
  readonly connectedBy?: Person | undefined;
  readonly now: number;
}

export interface AccountStore {
  /** Finds or makes the workspace. */
  saveWorkspace(platform: Platform, remoteId: string): Promise<Workspace>;
  setDefaultAccount(workspace: WorkspaceId, account: AccountId | undefined): Promise<void>;
  /**
   * Makes or renews the account and its connection, in one transaction. An import-only account of the same username
   * that this workspace sees becomes this account, with its history. The first account becomes the default.
   */
  saveConnection(connection: NewConnection): Promise<Account>;
  /** Finds or makes an import-only account seen by this workspace; a connected account of that name is returned as it is. */
  saveImportAccount(workspace: WorkspaceId, username: string, now: number): Promise<Account>;
  /** The accounts a workspace sees, by username. */
  listAccounts(workspace: WorkspaceId): Promise<readonly Account[]>;
  /** Every connection of a workspace, tokens opened. One whose seal does not open is left out and logged. */
  listConnections(workspace: WorkspaceId): Promise<readonly Connection[]>;
  /** Removes the token at once and the account from the workspace's sight; history stays with the account row. */
  removeConnection(workspace: WorkspaceId, account: AccountId): Promise<boolean>;
  /** `refused`: only while this is still the stored token, for a younger one may have taken its place. */
  markBroken(workspace: WorkspaceId, account: AccountId, because: string, refused?: Secret): Promise<void>;
  /** True when any account of that origin exists that some workspace still sees. */
  hasAccounts(origin: AccountOrigin): Promise<boolean>;
  /** Every connection with a token over all workspaces, by account, oldest connection first. One query. */
  listAllConnections(): Promise<readonly ConnectedAccount[]>;
  /** The account that some workspace has connected with a token, by its Instagram id; opens no token. */
  findAccountByInstagramId(instagramId: string): Promise<Account | undefined>;
  /**
   * Ends this workspace's sight of an account and, when nobody else sees it, erases it with everything that is kept about
   * it, every message and digest that shows it included. A digest of others too that waits to be posted is made again
   * without it. `shared`: others still see it; `missing`: this workspace did not.
   */
  eraseAccount(workspace: WorkspaceId, account: AccountId): Promise<'erased' | 'shared' | 'missing'>;
  /** The accounts connected by this person of Meta, with the workspace. */
  listConnectionsOf(
    metaUserId: string,
  ): Promise<readonly { readonly workspaceId: WorkspaceId; readonly accountId: AccountId }[]>;
}

export interface ConnectedAccount {
  readonly account: Account;
  readonly connection: Connection;
}

export interface TokenStore {
  /** Takes the right to renew a token; at most one taker since `notAfter` (epoch ms), whatever process. */
  claimRenewal(connection: Connection, now: number, notAfter: number): Promise<boolean>;
  /** Puts a younger token in the place of the connection's, unless another one stands there by now. */
  renewToken(connection: Connection, token: Secret, expiresAt: number | undefined, now: number): Promise<boolean>;
}

/** A login that an admin began and that is not finished: whose it is. The state is 32 random bytes, stored as a hash. */
export interface PendingLogin {
  readonly login: Login;
  readonly workspaceId: WorkspaceId;
  readonly userId: string;
  readonly person?: Person | undefined;
  /** The only accounts it is about; left out: all it reaches. */
  readonly accounts?: readonly AccountId[] | undefined;
}

export interface LoginStore {
  /** Remembers a login until `endsAt`; those that ended before `now` are forgotten. */
  saveLogin(stateHash: string, pending: PendingLogin, now: number, endsAt: number): Promise<void>;
  findLogin(stateHash: string, now: number): Promise<PendingLogin | undefined>;
  /** Gives it once: of several takers one. */
  takeLogin(stateHash: string, now: number): Promise<PendingLogin | undefined>;
}

/** How far the collector is with an account. Days are Instagram's, times epoch ms. */
export interface Collection {
  readonly accountId: AccountId;
  /** When the newest days were last gone through. */
  readonly collectedAt: number | undefined;
  /** The newest day that was complete then. */
  readonly collectedTo: IsoDate | undefined;
  /** The oldest day that the back-fill has been through; undefined before its first piece. */
  readonly filledFrom: IsoDate | undefined;
  readonly nextAt: number | undefined;
  /** Why the last time brought not everything, one sentence. */
  readonly problem: string | undefined;
}

export interface CollectionStore {
  /** Takes an account for collecting until `until`; false while somebody has it. `saveCollection` gives it back. */
  claimCollection(account: AccountId, owner: string, now: number, until: number): Promise<boolean>;
  /** Has it longer. False when it is not this owner's any more. */
  holdCollection(account: AccountId, owner: string, until: number): Promise<boolean>;
  /** Keeps how far it came and gives the account back. False, with nothing written, when it is not this owner's any more. */
  saveCollection(collection: Collection, owner: string): Promise<boolean>;
  /** What is known of these accounts, or of all. */
  listCollections(accounts?: readonly AccountId[]): Promise<readonly Collection[]>;
}

export interface ReadingQuery {
  readonly account: AccountId;
  readonly metrics: readonly string[];
  readonly breakdown: string;
  readonly days: Days;
  /** `daily`: one-day readings inside `days`; `window`: readings of exactly `days`. */
  readonly span: 'daily' | 'window';
  /** Only what had been read by then (epoch ms): gives any past answer again. */
  readonly asOf?: number;
}

/** A follower total that was read the same from `readAt` to `confirmedAt` (epoch ms). */
export interface TotalRun {
  readonly total: number;
  readonly readAt: number;
  readonly confirmedAt: number;
}

export interface InsightStore {
  /** The newest reading per metric, window and source. */
  readReadings(query: ReadingQuery): Promise<readonly Reading[]>;
  /** In bulk, all or nothing. A value equal to the newest one of its key only moves `confirmedAt` (and `settled`). */
  writeReadings(account: AccountId, readings: readonly Omit<Reading, 'confirmedAt'>[]): Promise<void>;
  /** First and last day with a value, per metric; empty when there is none. */
  listHistory(
    account: AccountId,
  ): Promise<readonly { readonly metric: string; readonly days: Days; readonly source: Reading['source'] }[]>;
  /** Keeps the profile as read; an unchanged one only moves the time of the last. */
  writeProfile(account: AccountId, profile: Profile, readAt: number): Promise<void>;
  /** The newest `limit` profiles that differ, newest first. */
  readProfiles(
    account: AccountId,
    limit: number,
  ): Promise<readonly { readonly profile: Profile; readonly readAt: number; readonly confirmedAt: number }[]>;
  /** Follower totals of the profiles that were still true at `since` (epoch ms) or later, oldest first. */
  readFollowerTotals(account: AccountId, since: number): Promise<readonly TotalRun[]>;
}

/** "No call before" marks that outlive the process: throttled accounts and apps, with the reason in words. */
export interface PauseStore {
  savePause(key: string, until: number, because: string): Promise<void>;
  /** Pauses that end after `now`. */
  listPauses(
    now: number,
  ): Promise<readonly { readonly key: string; readonly until: number; readonly because: string }[]>;
}

export interface SettingStore {
  /** A small remembered fact by name. */
  readSetting(name: string): Promise<string | undefined>;
  writeSetting(name: string, value: string): Promise<void>;
}

/** A media with what was learnt about it besides its list. */
export interface KnownMedia extends Media {
  /** `import`: known from a file alone, Instagram has not listed it. */
  readonly source: MediaOrigin;
  /** Epoch ms of the last time it was listed. */
  readonly seenAt: number;
  readonly trouble: MediaTrouble | undefined;
  /** Epoch ms; undefined without trouble. */
  readonly troubleAt: number | undefined;
}

interface MediaQuery {
  readonly kinds: readonly MediaKind[];
  /** Epoch ms over publication, both included. */
  readonly since?: number;
  readonly until?: number;
  /** In any case. */
  readonly shortcode?: string;
  readonly ids?: readonly string[];
  readonly limit: number;
}

export interface MediaStore {
  /** Keeps posts and stories as listed at `seenAt`; what was listed again is not `gone`. */
  saveMedia(account: AccountId, media: readonly Media[], seenAt: number): Promise<void>;
  /** Newest first. */
  listMedia(account: AccountId, query: MediaQuery): Promise<readonly KnownMedia[]>;
  /** Remembers why a media has no insights; undefined: it has some again. */
  markMedia(account: AccountId, mediaId: string, trouble: MediaTrouble | undefined, at: number): Promise<void>;
  /** All or nothing, of saved media. A value equal to the newest one of its key only moves `confirmedAt`. */
  writeMediaReadings(account: AccountId, readings: readonly Omit<MediaReading, 'confirmedAt'>[]): Promise<void>;
  /** `newest`: one per media, metric, breakdown and source; `all`: every one, oldest first. */
  readMediaReadings(
    account: AccountId,
    mediaIds: readonly string[],
    which: 'newest' | 'all',
  ): Promise<readonly MediaReading[]>;
}

/** A post that was commented on, and when that was told (epoch ms). */
export interface CommentMark {
  readonly mediaId: string;
  readonly markedAt: number;
}

/** Posts that were commented on since they were last read: a mark each, which its next telling moves. */
export interface CommentStore {
  markCommented(account: AccountId, mediaIds: readonly string[], at: number): Promise<void>;
  /** Marks since then (epoch ms), the newest first; older ones are forgotten. */
  listCommented(account: AccountId, since: number, limit: number): Promise<readonly CommentMark[]>;
  /** Takes these marks away; one that moved since it was listed stays. */
  unmarkCommented(account: AccountId, marks: readonly CommentMark[]): Promise<void>;
}

/** What an import gives an account. All of it carries `import` as its source. */
export interface ImportedHistory {
  readonly readings: readonly Omit<Reading, 'confirmedAt'>[];
  readonly media: readonly Media[];
  readonly mediaReadings: readonly Omit<MediaReading, 'confirmedAt'>[];
  /** Epoch ms. */
  readonly now: number;
}

export interface ImportStore {
  /**
   * In one transaction: finds or makes the account (like `saveImportAccount`) and keeps what is new. What Instagram listed
   * and said stays as it is; a day that was estimated never takes the place of one that an earlier file had measured.
   * `added`: how many numbers, and how many posts, were not there before.
   */
  saveImport(
    workspace: WorkspaceId,
    username: string,
    history: ImportedHistory,
  ): Promise<{ readonly account: Account; readonly added: { readonly numbers: number; readonly posts: number } }>;
}

/** What a platform hands over when many workspaces install the app; kept sealed. `id` is the platform's own. */
export interface InstallationStore {
  saveInstallation(platform: Platform, id: string, installation: Secret): Promise<void>;
  /** Undefined when there is none, or none that opens (logged). */
  findInstallation(platform: Platform, id: string): Promise<Secret | undefined>;
  removeInstallation(platform: Platform, id: string): Promise<void>;
  /** Ids of all that are kept for a platform, in order. */
  listInstallations(platform: Platform): Promise<readonly string[]>;
}

/** All data outside this process, and the only way to it. */
export interface Store
  extends
    AccountStore,
    InsightStore,
    MediaStore,
    CommentStore,
    ImportStore,
    PauseStore,
    SettingStore,
    InstallationStore,
    TokenStore,
    LoginStore,
    CollectionStore,
    ScheduleStore,
    DigestStore,
    CorrectionStore,
    DeliveryLog,
    LossStore,
    VitalStore,
    AlertStore {
  close(): Promise<void>;
}
