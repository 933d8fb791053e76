import type { Secret } from './secret.ts';

/** `facebook`: Facebook Login for Business, host graph.facebook.com; `instagram`: Instagram Login, host graph.instagram.com. */
export type Login = 'facebook' | 'instagram';

/** Where an account's numbers come from: the Graph API, files only, or the local Instagram of `demo/`. */
export type AccountOrigin = 'graph' | 'import' | 'demo';

/** Our own number for an account; Instagram's ids differ by login and never leave the account row. */
export type AccountId = number;
export type WorkspaceId = number;

/** A string core stores and never branches on: `slack`, `discord`, `local` (page and shell). */
export type Platform = string;

/** An Instagram professional account that somebody connected, or made by an import. */
export interface Account {
  readonly id: AccountId;
  readonly origin: AccountOrigin;
  /** IG user id (`17841…`) as text: larger than 2^53. Undefined for an import-only account. */
  readonly instagramId: string | undefined;
  /** Without the `@`, lower case. */
  readonly username: string;
  readonly name: string | undefined;
  readonly createdAt: number;
}

/** Somebody in a chat, and where they asked. */
export interface Person {
  readonly platform: Platform;
  readonly workspaceRemoteId: string;
  readonly userId: string;
  readonly channelId: string | undefined;
}

/** One workspace's right to read one account: the token and what is known about it. */
export interface Connection {
  readonly workspaceId: WorkspaceId;
  readonly accountId: AccountId;
  readonly login: Login;
  readonly token: Secret;
  /** Epoch ms; undefined when the token does not expire or nobody could tell. */
  readonly tokenExpiresAt: number | undefined;
  /** Epoch ms of the end of Meta's data-access window (about 90 days after the person last used the app). */
  readonly dataAccessExpiresAt: number | undefined;
  /** Permissions seen on the token; undefined when nobody could tell. */
  readonly scopes: readonly string[] | undefined;
  /** Set once Instagram refused the token: why, in one sentence. No call is made with it until it is replaced. */
  readonly brokenBecause: string | undefined;
  readonly connectedAt: number;
  /** Epoch ms of the last time a younger token took the place of this one; undefined when it is the one that was connected. */
  readonly renewedAt: number | undefined;
  /** Who connected it; undefined for a token of the environment. */
  readonly connectedBy: Person | undefined;
}

/** A team's home on a platform: a Slack workspace, a Discord guild, or `local` for the page and the shell. */
export interface Workspace {
  readonly id: WorkspaceId;
  readonly platform: Platform;
  readonly remoteId: string;
  readonly zone: string | undefined;
  readonly defaultAccountId: AccountId | undefined;
}

/** The nine profile fields the Graph API has had since v3.2, under their API names. A field Instagram left out is absent. */
export interface Profile {
  readonly id: string;
  readonly ig_id?: string;
  readonly username?: string;
  readonly name?: string;
  readonly biography?: string;
  readonly website?: string;
  readonly profile_picture_url?: string;
  readonly followers_count?: number;
  readonly follows_count?: number;
  readonly media_count?: number;
}

export const PROFILE_FIELDS = [
  'biography',
  'id',
  'ig_id',
  'followers_count',
  'follows_count',
  'media_count',
  'profile_picture_url',
  'username',
  'website',
] as const;
