import type { AccountPlan } from './accounts/plan.ts';
import type { DayNumber } from './calendar.ts';
import { createNumbers, type AccountNumbers } from './generator/numbers.ts';
import { digitsOf } from './generator/random.ts';
import type { SeriesKeys } from './generator/day.ts';
import { createShelf, parseMediaId, type Media, type MediaKey, type MediaShelf } from './media.ts';

/** One Instagram account of the local Instagram, with the Page it is linked to. */
export interface DemoAccount {
  readonly plan: AccountPlan;
  readonly keys: SeriesKeys;
  /** Its number in media ids. */
  readonly place: number;
  /** IG user id (`17841…`). */
  readonly instagramId: string;
  /** Id on Instagram Login, for our app only. */
  readonly scopedId: string;
  /** The legacy `ig_id`. */
  readonly legacyId: number;
  readonly pageId: string;
  readonly numbers: AccountNumbers;
  readonly shelf: MediaShelf;
}

/** All accounts, and how to find things by the ids the API speaks in. */
export interface World {
  readonly accounts: readonly DemoAccount[];
  /** A Page of the same user that has no professional account. */
  readonly lonelyPageId: string;
  /** @throws RangeError for a username that is not there. */
  byUsername(username: string): DemoAccount;
  byInstagramId(id: string): DemoAccount | undefined;
  byPageId(id: string): DemoAccount | undefined;
  findMedia(id: string, now: number): { readonly account: DemoAccount; readonly media: Media } | undefined;
  findKey(id: string): { readonly account: DemoAccount; readonly key: MediaKey } | undefined;
}

function createAccount(plan: AccountPlan, place: number, seed: number, anchor: DayNumber): DemoAccount {
  const keys = { plan, seed, anchor };
  return {
    plan,
    keys,
    place,
    instagramId: `17841${digitsOf(12, 'instagram', plan.username)}`,
    scopedId: `2${digitsOf(16, 'scoped', plan.username)}`,
    legacyId: 4_000_000_000 + Number(digitsOf(9, 'legacy', plan.username)),
    pageId: `1${digitsOf(14, 'page', plan.username)}`,
    numbers: createNumbers(keys),
    shelf: createShelf(keys, place),
  };
}

/** Makes the world; numbers and media come into being when asked for. */
export function createWorld(plans: readonly AccountPlan[], seed: number, anchor: DayNumber): World {
  const accounts = plans.map((plan, index) => createAccount(plan, index + 10, seed, anchor));

  function findKey(id: string): { readonly account: DemoAccount; readonly key: MediaKey } | undefined {
    const key = parseMediaId(id);
    const account = accounts.find((candidate) => candidate.place === key?.account);
    return key === undefined || account === undefined ? undefined : { account, key };
  }

  return {
    accounts,
    lonelyPageId: `1${digitsOf(14, 'page', 'without an account')}`,
    byUsername(username) {
      const account = accounts.find((candidate) => candidate.plan.username === username);
      if (account === undefined) throw new RangeError(`The local Instagram has no account @${username}.`);
      return account;
    },
    byInstagramId: (id) => accounts.find((account) => account.instagramId === id || account.scopedId === id),
    byPageId: (id) => accounts.find((account) => account.pageId === id),
    findMedia(id, now) {
      const found = findKey(id);
      const media = found?.account.shelf.find(found.key, now);
      return found === undefined || media === undefined ? undefined : { account: found.account, media };
    },
    findKey,
  };
}
