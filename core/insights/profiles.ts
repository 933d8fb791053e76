/** The account's own fields: read now, kept for ever, because Instagram has no history of them. */
import type { Account, AccountId, Profile } from '../accounts.ts';
import { isAppError, type AppError } from '../errors.ts';
import type { GraphAccess } from '../instagram/answers.ts';
import type { Clock, InsightStore } from '../ports.ts';
import type { Reading } from './series.ts';
import { instagramToday } from './spans.ts';

/** Counts that get a history as readings; a reading of today is that day's latest total so far. */
export const COUNTED_FIELDS = ['followers_count', 'follows_count', 'media_count'] as const;
export type CountedField = (typeof COUNTED_FIELDS)[number];

const FRESH_FOR = 5 * 60_000;

export interface ProfileDeps {
  readonly store: Pick<InsightStore, 'readProfiles' | 'writeProfile' | 'writeReadings'>;
  readonly graph: { readProfile(access: GraphAccess, signal?: AbortSignal): Promise<Profile> };
  readonly clock: Clock;
}

export interface KnownProfile {
  readonly profile: Profile;
  /** Epoch ms of the last time it was read like this. */
  readonly readAt: number;
  /** The one before, when it differed. */
  readonly before: { readonly profile: Profile; readonly readAt: number } | undefined;
}

export interface ProfileAnswer {
  readonly known: KnownProfile | undefined;
  readonly problems: readonly AppError[];
}

function countReadings(profile: Profile, readAt: number): readonly Omit<Reading, 'confirmedAt'>[] {
  const day = instagramToday(readAt);
  return COUNTED_FIELDS.flatMap((metric) => {
    const value = profile[metric];
    if (value === undefined) return [];
    const days = { from: day, to: day };
    return [
      {
        metric,
        breakdown: '',
        days,
        source: 'graph' as const,
        value,
        detail: undefined,
        readAt,
        settled: true,
        estimated: false,
      },
    ];
  });
}

async function known(deps: ProfileDeps, account: AccountId): Promise<KnownProfile | undefined> {
  const [newest, before] = await deps.store.readProfiles(account, 2);
  if (newest === undefined) return undefined;
  return {
    profile: newest.profile,
    readAt: newest.confirmedAt,
    before: before === undefined ? undefined : { profile: before.profile, readAt: before.confirmedAt },
  };
}

/**
 * Keeps a profile that has just been read, with its counts as readings. The counts go first: a profile without them would
 * count as fresh, and nobody would read them again.
 */
export async function keepProfile(
  deps: Pick<ProfileDeps, 'store'>,
  account: AccountId,
  profile: Profile,
  readAt: number,
): Promise<void> {
  await deps.store.writeReadings(account, countReadings(profile, readAt));
  await deps.store.writeProfile(account, profile, readAt);
}

/**
 * The account's profile, at most `freshFor` ms old (never more than five minutes) when Instagram answers, else the last one known with the reason in
 * `problems`. One that the store does not take is the answer all the same.
 */
export async function bringProfileUpToDate(
  deps: ProfileDeps,
  account: Account,
  access: GraphAccess | undefined,
  signal?: AbortSignal,
  freshFor = FRESH_FOR,
): Promise<ProfileAnswer> {
  const before = await known(deps, account.id);
  const now = deps.clock();
  if (access === undefined || (before !== undefined && now - before.readAt < Math.min(freshFor, FRESH_FOR)))
    return { known: before, problems: [] };
  let latest = before;
  try {
    const profile = await deps.graph.readProfile(access, signal);
    latest = { profile, readAt: now, before };
    await keepProfile(deps, account.id, profile, now);
    return { known: await known(deps, account.id), problems: [] };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { known: latest, problems: [error] };
  }
}
