/**
 * Everything core asks of the world, on one page. A door exists only where two implementations exist or will:
 * chat, chart, store. Instagram itself is a plain class over a `fetch` (instagram/client.ts).
 */
import type {
  Account,
  AccountId,
  AccountOrigin,
  Connection,
  Login,
  Profile,
  Platform,
  Workspace,
  WorkspaceId,
} from './accounts.ts';
import type { Caller, CommandCall, CommandSpec, RenderedAnswer, Suggestion } from './commands.ts';
import type { Days, Reading } from './insights/series.ts';
import type { Chart, RenderedReport, Theme } from './reports/report.ts';
import type { Secret } from './secret.ts';

/** Draws charts. Rejects when it cannot (too large, 5 s passed, a fault): the caller shows the table instead. */
export interface ChartRenderer {
  render(
    chart: Chart,
    theme: Theme,
  ): Promise<{ readonly png: Uint8Array; readonly width: number; readonly height: number }>;
}

/** A platform's limits as numbers; `fitReport` cuts to them. Infinity where there is none. Counted in code points. */
export interface ChatLimits {
  readonly title: number;
  readonly text: number;
  readonly alt: number;
  readonly tableRows: number;
  readonly tableColumns: number;
  readonly cell: number;
  readonly stats: number;
  readonly pictures: number;
  readonly actions: number;
  readonly actionLabel: number;
  readonly blocks: number;
  /** All text of one message together. */
  readonly total: number;
}

/** What core offers an adapter. */
export interface Door {
  readonly menu: readonly CommandSpec[];
  /** Never rejects; failures come back as reports. The report is whole: the adapter fits it to its own limits. */
  answer(call: CommandCall, themes: readonly Theme[]): Promise<RenderedAnswer>;
  /** What the private connect form sends: checks the token with Instagram and connects all it reaches. Never rejects. */
  connect(caller: Caller, token: Secret, themes: readonly Theme[]): Promise<RenderedAnswer>;
  /** Completions for what is typed so far, at most 25, from memory and store only. Never rejects. */
  complete(call: CommandCall): Promise<readonly Suggestion[]>;
}

/** A channel a report is delivered to. */
export interface Destination {
  readonly platform: Platform;
  readonly workspaceRemoteId: string;
  readonly channelId: string;
}

/** Our side of one platform. */
export interface ChatAdapter {
  readonly platform: Platform;
  readonly limits: ChatLimits;
  /** Resolves once commands are heard; acknowledges in the platform's time. */
  listen(door: Door): Promise<void>;
  /** Posts a report without being asked. `key` makes it once: the same key again is the same message. */
  deliver(to: Destination, report: RenderedReport, key: string): Promise<{ readonly messageId: string }>;
  /** Finishes what was acknowledged, then hears nothing more. */
  stop(): Promise<void>;
}

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
  markBroken(workspace: WorkspaceId, account: AccountId, because: string): Promise<void>;
  /** True when any account of that origin exists that some workspace still sees. */
  hasAccounts(origin: AccountOrigin): Promise<boolean>;
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

/** All data outside this process, and the only way to it. */
export interface Store extends AccountStore, InsightStore, PauseStore, SettingStore {
  close(): Promise<void>;
}

/** `(fields, fixed sentence)`, so that logs group. Fields are ids, counts and durations; never foreign text or secrets. */
export interface Logger {
  debug(fields: Readonly<Record<string, unknown>>, sentence: string): void;
  info(fields: Readonly<Record<string, unknown>>, sentence: string): void;
  warn(fields: Readonly<Record<string, unknown>>, sentence: string): void;
  error(fields: Readonly<Record<string, unknown>>, sentence: string): void;
}

/** The time now in epoch ms; tests turn it by hand. */
export type Clock = () => number;
