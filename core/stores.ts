/** What core asks of its database: one interface per kind of thing kept, and `Store`, which is all of them. */
import type { Vitals } from './work/vitals.ts';
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
import type { AlertChoice, AlertPlace, Finding, Goal } from './alerts/alert.ts';
import type { NewPost, Post, PostChange, PostCounts } from './deliveries/post.ts';
import type { Run, StoredDigest, Subscription } from './digests/subscription.ts';
import type { Media, MediaKind, MediaOrigin, MediaReading, MediaTrouble } from './instagram/media/media.ts';
import type { Days, IsoDate, Reading } from './insights/series.ts';
import type { Secret } from './secret.ts';

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

/** A turn that a sweep found due: `due` is to be made, the others only say what happened. */
export interface Turn extends Pick<Run, 'week' | 'scheduledFor' | 'because'> {
  readonly state: 'due' | 'missed' | 'skipped';
}

/** What may be changed of a digest. */
export type SubscriptionOrder = Omit<
  Subscription,
  'id' | 'workspaceId' | 'platform' | 'workspaceRemoteId' | 'pausedAt' | 'failing' | 'createdAt'
>;

/** Weekly digests as ordered. */
export interface ScheduleStore {
  saveSubscription(order: Omit<Subscription, 'id' | 'pausedAt' | 'failing'>): Promise<Subscription>;
  /**
   * Puts an order in the place of this one. False, with nothing changed, when its turn came or it was removed or changed
   * meanwhile.
   */
  changeSubscription(subscription: Subscription, order: SubscriptionOrder): Promise<boolean>;
  /** Of one workspace or of all, oldest first; removed ones are gone. */
  listSubscriptions(workspace?: WorkspaceId): Promise<readonly Subscription[]>;
  /** Undefined once it is removed. */
  findSubscription(id: number): Promise<Subscription | undefined>;
  /** Stops it (epoch ms) or lets it run again. */
  pauseSubscription(id: number, at: number | undefined): Promise<void>;
  /**
   * Remembers why its channel takes nothing, in one transaction with the notice about it; undefined: it does. True when that
   * changed whether it fails; otherwise nothing is written.
   */
  markFailing(id: number, because: string | undefined, notice?: NewPost): Promise<boolean>;
  /** Those whose channel took nothing last time, in a workspace or one of its channels. */
  listFailing(place: RemoteWorkspace & { readonly channelId?: string | undefined }): Promise<readonly Subscription[]>;
  removeSubscription(id: number, at: number): Promise<void>;
  /** Those whose turn has come, longest due first. */
  listDue(now: number, limit: number): Promise<readonly Subscription[]>;
  /**
   * In one transaction: writes a row for every turn that has none and moves the next turn. False, with nothing written, when
   * the subscription is not as it was read any more: somebody else was first.
   */
  advance(subscription: Subscription, turns: readonly Turn[], nextAt: number, zoneRules: string): Promise<boolean>;
  /** The clock that all processes share, in epoch ms; undefined where there is only this process's own. */
  sharedTime(): Promise<number | undefined>;
}

/** What became of each week, and what the digests said. */
export interface DigestStore {
  /**
   * Takes `due` runs whose time has come, each for one worker until `until`; counts the attempt, which may be its last. A run
   * whose worker died comes after all others and alone, so that it takes none of them with it.
   */
  claimRuns(owner: string, now: number, until: number, limit: number): Promise<readonly Run[]>;
  /** Gives a run back for later; that attempt does not count. */
  delayRun(run: Run, owner: string, nextAt: number): Promise<void>;
  /** In one transaction: keeps the digest, puts its post on record, and ends the run. False when it is not ours any more. */
  finishRun(run: Run, owner: string, digest: StoredDigest, post: NewPost): Promise<boolean>;
  /**
   * In one transaction: has a week made that was missed, or made anew of which the message was certainly never posted. The
   * weeks right before it of which that is true are called missed then, because of what is said. False when there is nothing
   * to make, or somebody else was first.
   */
  reopenRun(run: Pick<Run, 'subscriptionId' | 'week'>, because: string): Promise<boolean>;
  /** Ends a run without a digest. */
  failRun(run: Run, owner: string, because: string): Promise<boolean>;
  /** The newest weeks first. */
  listRuns(subscriptionId: number, limit: number): Promise<readonly Run[]>;
  readDigest(subscriptionId: number, week: string): Promise<StoredDigest | undefined>;
}

/** Digests that are looked at once more when the numbers of their week are final. */
export interface CorrectionStore {
  /**
   * Takes digests whose `checkAt` has come, which were sent since `sentSince` and are neither paused nor removed, each for one
   * worker until `until`, which is their `checkAt` then: who does not finish by then leaves them to be taken again.
   */
  claimChecks(terms: {
    readonly now: number;
    readonly until: number;
    readonly sentSince: number;
    readonly limit: number;
  }): Promise<readonly StoredDigest[]>;
  /**
   * In one transaction: this digest as it was taken is not looked at again, and its correction, if any, is on record. False,
   * with nothing written, when somebody else has it by now.
   */
  finishCheck(digest: StoredDigest, correction?: NewPost): Promise<boolean>;
}

/** Messages on record (core/deliveries): what stands there is decided here, never by a crash. */
export interface DeliveryLog {
  /** Puts a post on record; one of that key that is there already stays as it is. */
  addPost(post: NewPost): Promise<void>;
  /**
   * In one transaction: puts a post on record and moves a setting from `before` (undefined: it is not there) to `after`.
   * False, with nothing written, when the setting is not `before` any more: somebody else was first.
   */
  addPostOnce(
    post: NewPost,
    setting: { readonly name: string; readonly before: string | undefined; readonly after: string },
  ): Promise<boolean>;
  /** Takes posts to these platforms whose time has come, each for one worker until `until`; only of one kind, if said. */
  claimPosts(
    owner: string,
    platforms: readonly Platform[],
    now: number,
    until: number,
    limit: number,
    kind?: 'message' | 'edit',
  ): Promise<readonly Post[]>;
  /** Commits that a call begins now. False when the post is not this owner's any more. */
  beginPost(key: string, owner: string, now: number, until: number): Promise<boolean>;
  /** Says that a call is still under way. */
  beatPost(key: string, owner: string, now: number, until: number): Promise<boolean>;
  /**
   * Records how a try ended and gives the post back, in one transaction with a post that follows from it. False, with
   * nothing written, when it was not this owner's any more.
   */
  settlePost(key: string, owner: string, change: PostChange, next?: NewPost): Promise<boolean>;
  /** Sent posts that are to be looked after for a second copy; each is given once. */
  takeAudits(now: number, limit: number): Promise<readonly Post[]>;
  /**
   * Forgets the words and pictures of posts sent before `before` (epoch ms) that need no look any more, the oldest first;
   * those of alerts a fortnight later, for they may have to be corrected.
   */
  emptyPosts(before: number, limit: number): Promise<number>;
  /** Begins a dead or held post anew; false for any other, and for one whose content was erased. */
  retryPost(key: string, now: number): Promise<boolean>;
  findPosts(keys: readonly string[]): Promise<readonly Post[]>;
  countPosts(workspace?: WorkspaceId): Promise<PostCounts>;
}

/** A workspace as its platform knows it. */
export interface RemoteWorkspace {
  readonly platform: Platform;
  readonly workspaceRemoteId: string;
}

/** A workspace that takes nothing from us any more, and why: sentence and fix. */
export interface Lost extends RemoteWorkspace {
  readonly because: string;
}

/** Workspaces whose platform has shut us out. */
export interface LossStore {
  /**
   * In one transaction: remembers why, marks all digests and alerts that go there as failing, and ends what waits to be sent.
   * False, with nothing written, when it is lost already.
   */
  loseWorkspace(workspace: RemoteWorkspace, because: string): Promise<boolean>;
  /** It takes messages again: alerts and paused digests fail for it no more. False when it was not lost. */
  regainWorkspace(workspace: RemoteWorkspace): Promise<boolean>;
  /** Of all platforms, oldest first. */
  listLost(): Promise<readonly Lost[]>;
  /** Why it is lost; undefined when it is not. */
  findLost(workspace: RemoteWorkspace): Promise<string | undefined>;
}

/** What an operator watches. */
export interface VitalStore {
  /** Costs about the same however long the history is. */
  readVitals(now: number): Promise<Vitals>;
}

/** Where alerts go, what people chose, what was found and said. */
export interface AlertStore {
  /** Turns alerts on in a chat workspace, or changes how; one place per workspace. Whether it fails stays as it is. */
  saveAlertPlace(place: Omit<AlertPlace, 'id' | 'failing'>): Promise<AlertPlace>;
  /** As `markFailing` for a digest. */
  markAlertsFailing(place: number, because: string | undefined, notice?: NewPost): Promise<boolean>;
  /** Of one workspace's accounts or of all, oldest first; also those that are off. */
  listAlertPlaces(workspace?: WorkspaceId): Promise<readonly AlertPlace[]>;
  /** Accounts that somebody chose something for. */
  listAlertChoices(place: number): Promise<readonly AlertChoice[]>;
  saveAlertChoice(choice: AlertChoice): Promise<void>;
  /**
   * In one transaction: puts findings on record with the messages that say them or correct others. False, with nothing
   * written, when one of them is there already: somebody else said it.
   */
  saveFindings(findings: readonly Finding[], posts: readonly NewPost[]): Promise<boolean>;
  /** Found at or after `since` (epoch ms), oldest first. */
  listFindings(place: number, since: number): Promise<readonly Finding[]>;
  /** Keeps what people think of an episode; false when it is not known. */
  judgeEpisode(place: number, account: AccountId, episode: string, useful: boolean): Promise<boolean>;
  saveGoal(goal: Omit<Goal, 'id'>): Promise<Goal>;
  listGoals(workspace: WorkspaceId): Promise<readonly Goal[]>;
  removeGoal(id: number, at: number): Promise<void>;
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
