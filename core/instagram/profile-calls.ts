/** Reads an account's own fields and knows which ids are one account. */
import { LRUCache } from 'lru-cache';
import type { Login, Profile } from '../accounts.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../ports.ts';
import type { GraphAccess } from './answers.ts';
import { Refusal, type Exchange } from './exchange.ts';
import { Mismatches } from './mismatches.ts';
import { readProfileBody, type AccountIds } from './responses.ts';

const SHARED = [
  'id',
  'username',
  'name',
  'biography',
  'website',
  'profile_picture_url',
  'followers_count',
  'follows_count',
  'media_count',
] as const;
/** `user_id` exists on graph.instagram.com only, where `id` is the app's own; `ig_id` on graph.facebook.com only. */
const FIELDS: Readonly<Record<Login, readonly string[]>> = {
  facebook: [...SHARED, 'ig_id'],
  instagram: [...SHARED, 'user_id'],
};

function strange(): AppError {
  return new AppError('upstream', 'Instagram answered for another account, so the answer was not used.', {
    hint: 'If this stays, connect the account again.',
  });
}

function nobody(): AppError {
  return new AppError('upstream', 'Instagram sent an answer that cannot be read.', {
    hint: 'Try again in a few minutes.',
  });
}

export class ProfileCalls {
  readonly #exchange: Exchange;
  readonly #logger: Logger;
  /** Fields a host turned out not to have any more. */
  readonly #gone = new Map<string, Set<string>>();
  /** Ids on graph.instagram.com of the app's own, by IG user id. */
  readonly #scoped = new LRUCache<string, string>({ max: 5000 });

  constructor(exchange: Exchange, logger: Logger) {
    this.#exchange = exchange;
    this.#logger = logger;
  }

  /** The profile with the IG user id as `id`. Rejects with AppError, also when the answer is about another account. */
  async read(access: GraphAccess, signal: AbortSignal | undefined): Promise<Profile> {
    const { instagramId, login, base } = access;
    const mismatches = new Mismatches();
    const body = await this.#ask(access, signal);
    const { ids, fields } = readProfileBody(body, mismatches.on);
    mismatches.report(this.#logger);
    if (ids.id === undefined && ids.userId === undefined) throw nobody();
    if (!this.#isOf(access, ids)) {
      this.#logger.error({ account: instagramId, login }, 'Instagram answered for another account');
      throw strange();
    }
    if (ids.id !== undefined && ids.id !== instagramId) this.#scoped.set(`${base} ${instagramId}`, ids.id);
    return { id: instagramId, ...fields };
  }

  /** Resolves when `owner` is another id of this very account; rejects with AppError when not. */
  async checkOwner(access: GraphAccess, owner: string, signal: AbortSignal): Promise<void> {
    const key = `${access.base} ${access.instagramId}`;
    if (access.login === 'instagram') {
      if (!this.#scoped.has(key)) await this.read(access, signal);
      if (this.#scoped.get(key) === owner) return;
    }
    this.#logger.error({ account: access.instagramId, login: access.login }, 'Instagram answered for another account');
    throw strange();
  }

  #isOf({ login, instagramId }: GraphAccess, { id, userId }: AccountIds): boolean {
    return login === 'facebook' ? id === instagramId : (userId ?? id) === instagramId;
  }

  async #ask(access: GraphAccess, signal: AbortSignal | undefined): Promise<unknown> {
    const { base, login, instagramId } = access;
    const gone = this.#gone.get(`${base} ${login}`) ?? new Set<string>();
    const fields = FIELDS[login].filter((field) => !gone.has(field));
    const path = login === 'facebook' ? instagramId : 'me';
    const asked = { login, subject: 'profile', metrics: [], fields } as const;
    try {
      return await this.#exchange.ask(
        access,
        { path, params: { fields: fields.join(',') }, asked, signed: true },
        signal,
      );
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.move.kind !== 'drop-field' || gone.has(error.move.field)) throw error.error;
      this.#gone.set(`${base} ${login}`, gone.add(error.move.field));
      this.#logger.warn({ login, field: error.move.field }, 'Instagram no longer has a profile field');
      return this.#ask(access, signal);
    }
  }
}
