import type { Flavour } from './errors.ts';
import type { DemoToken, TokenBook } from './tokens.ts';
import type { World } from './world.ts';

/** What every answer is made from. */
export interface Context {
  readonly world: World;
  readonly tokens: TokenBook;
  readonly flavour: Flavour;
  /** This server's own base URL, for paging links and pictures. */
  readonly origin: string;
  readonly method: string;
  /** The version segment as the caller wrote it, or the one that serves it. */
  readonly version: string;
  readonly params: URLSearchParams;
  readonly now: number;
  /** Seconds of an insights window whose `since` is left out. */
  readonly defaultWindow: number;
}

/** A call whose token is checked. */
export interface AuthorizedContext extends Context {
  readonly token: DemoToken;
}

/** The same call with other parameters, for edges inside `fields`. */
export function withParams(context: AuthorizedContext, params: Readonly<Record<string, string>>): AuthorizedContext {
  return { ...context, params: new URLSearchParams(params) };
}

/** A positive whole number among the parameters. */
export function numberParam(params: URLSearchParams, name: string): number | undefined {
  const text = params.get(name);
  const value = text === null ? Number.NaN : Number(text);
  return Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
