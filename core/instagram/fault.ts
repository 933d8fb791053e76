/** What a failed call means, as data: the words that `faults.ts` and its neighbours answer with. */
import type { Login } from '../accounts.ts';
import type { AppError } from '../errors.ts';

/** How far a refusal of a metric reaches, and so for whom it is remembered. */
export type Reach = 'login' | 'shape' | 'account' | 'once';

export type Move =
  /** The same call again, `tries` times in all. */
  | { readonly kind: 'retry'; readonly tries: number }
  /** No call for this account (or this app) until the limit has passed. */
  | { readonly kind: 'wait'; readonly scope: 'account' | 'app' }
  /** These metrics are refused; the others can be asked again. */
  | { readonly kind: 'drop'; readonly metrics: readonly string[]; readonly reach: Reach }
  /** One of several metrics spoils the call and nobody says which. */
  | { readonly kind: 'split' }
  /** This host does not know this field. */
  | { readonly kind: 'drop-field'; readonly field: string }
  /** The app secret is not the one of this token's app. */
  | { readonly kind: 'without-proof' }
  /** This one media has no insights, whatever is asked of it. */
  | { readonly kind: 'skip-media'; readonly because: 'before professional' | 'too few' }
  /** A shorter page of the same list may pass. */
  | { readonly kind: 'smaller' }
  /** The place in a list is lost: only a list from its beginning may pass. */
  | { readonly kind: 'begin-again' }
  | { readonly kind: 'tell' };

export interface Fault {
  readonly move: Move;
  readonly error: AppError;
}

/** What was asked, as far as it helps to explain a refusal. */
export interface Asked {
  readonly login: Login;
  readonly subject: 'insights' | 'profile' | 'accounts' | 'token' | 'media' | 'media-insights';
  /** As sent, in order. */
  readonly metrics: readonly string[];
  readonly fields: readonly string[];
}
