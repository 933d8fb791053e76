/** What the contract tests of stores are written with. */
import type { AccountId } from '../../core/accounts.ts';
import type { NewPost } from '../../core/deliveries/post.ts';
import { PLAIN_OPTIONS, type Subscription } from '../../core/digests/subscription.ts';
import type { Reading } from '../../core/insights/series.ts';
import type { NewConnection, ReadingQuery } from '../../core/ports.ts';
import { Secret } from '../../core/secret.ts';

export const DAY = { from: '2026-11-02', to: '2026-11-02' };
export const WEEK = { from: '2026-11-02', to: '2026-11-08' };
export const HOSTILE = [
  `'; drop table account; --`,
  `" or 1=1`,
  '$1 ?1 :a',
  'back\\slash',
  '{"a":1}',
  '🎉‮',
  '%_',
  '\u0001',
];

type NewReading = Omit<Reading, 'confirmedAt'>;

export function reading(changes: Partial<NewReading>): NewReading {
  return {
    metric: 'reach',
    breakdown: '',
    days: DAY,
    source: 'graph',
    value: 10,
    detail: undefined,
    readAt: 1000,
    settled: false,
    estimated: false,
    ...changes,
  };
}

export function daily(account: AccountId, changes: Partial<ReadingQuery> = {}): ReadingQuery {
  return { account, metrics: ['reach'], breakdown: '', days: WEEK, span: 'daily', ...changes };
}

/** The connection of an account that no other `serial` has. */
export function connectionOf(workspaceId: number, serial: number, changes: Partial<NewConnection> = {}): NewConnection {
  return {
    workspaceId,
    origin: 'graph',
    instagramId: `1784140000000${serial}`,
    username: `brand${serial}`,
    name: 'A Brand',
    login: 'facebook',
    token: new Secret('EAAtoken'),
    tokenExpiresAt: undefined,
    dataAccessExpiresAt: undefined,
    scopes: undefined,
    now: 5000,
    ...changes,
  };
}

const PLACE = { platform: 'local', workspaceRemoteId: 'local', channelId: 'general' } as const;

/** A post that is due, in the words of its key. */
export function postOf(workspaceId: number, key: string): NewPost {
  return { ...PLACE, workspaceId, key, payload: `of ${key}`, nextAt: 1, createdAt: 1 };
}

/** The order of a digest of no account. */
export function orderOf(workspaceId: number, changes: Partial<Subscription> = {}) {
  return {
    ...PLACE,
    workspaceId,
    channelName: '#general',
    accounts: [],
    weekday: 1,
    time: '09:00',
    zone: 'UTC',
    options: PLAIN_OPTIONS,
    ownerId: 'me',
    ownerName: undefined,
    askedIn: undefined,
    nextAt: 100,
    zoneRules: 'x',
    createdAt: 0,
    ...changes,
  };
}
