/**
 * The few fields we read, checked at the edge. Shapes: recordings of v18.0 to v26.0 and Meta's pages on user insights,
 * business login and access tokens, read 2026-11-23. A field in an unexpected form becomes "no value" and is reported
 * by its place and type only, never by its content.
 */
import { z } from 'zod';
import type { Profile } from '../accounts.ts';

/** Told of every field that could not be read: where it is and what type stood there. */
export type OnMismatch = (place: string, found: string) => void;

const id = z.union([z.string(), z.number().int().nonnegative()]).transform(String);
const text = z.string();
const count = z.number().int().nonnegative();
const seconds = z.number().int().nonnegative();

const GRAPH_ERROR = z.object({
  error: z.object({
    message: text.catch(''),
    type: text.optional().catch(undefined),
    code: z.coerce.number().int().optional().catch(undefined),
    error_subcode: z.coerce.number().int().optional().catch(undefined),
    is_transient: z.boolean().optional().catch(undefined),
    error_user_title: text.optional().catch(undefined),
  }),
});
/** The other envelope, of Instagram's code exchange. */
const EXCHANGE_ERROR = z.object({ error_type: text, code: z.coerce.number().int(), error_message: text.catch('') });

/** What an error answer says, either envelope. `message` is foreign text: compared with, never shown. */
export interface ErrorBody {
  readonly message: string;
  readonly code: number | undefined;
  readonly subcode: number | undefined;
  readonly transient: boolean;
  /** True for the envelope of the code exchange, whose code is an HTTP status. */
  readonly exchange: boolean;
}

/** The error in a body, whatever the HTTP status was; undefined when the body is no error. */
export function readError(body: unknown): ErrorBody | undefined {
  if (fieldOf(body, 'error') === undefined && fieldOf(body, 'error_type') === undefined) return undefined;
  const graph = GRAPH_ERROR.safeParse(body);
  if (graph.success) {
    const { message, code, error_subcode: subcode, is_transient: transient } = graph.data.error;
    return { message, code: code === 0 ? undefined : code, subcode, transient: transient === true, exchange: false };
  }
  const exchange = EXCHANGE_ERROR.safeParse(body);
  if (exchange.success) {
    const { error_message: message, code } = exchange.data;
    return { message, code, subcode: undefined, transient: false, exchange: true };
  }
  if (fieldOf(body, 'error') === undefined) return undefined;
  return { message: '', code: undefined, subcode: undefined, transient: false, exchange: false };
}

/** The type of a value in a word, without its content. */
export function describeType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (typeof value !== 'number') return typeof value;
  return value < 0 ? 'negative number' : 'number';
}

/** The value when it has the form; undefined, with a report unless it is simply absent, when not. */
export function readField<T>(
  schema: z.ZodType<T>,
  value: unknown,
  place: string,
  onMismatch: OnMismatch,
): T | undefined {
  if (value === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  onMismatch(place, describeType(value));
  return undefined;
}

const PROFILE = {
  id,
  user_id: id,
  ig_id: id,
  username: text,
  name: text,
  biography: text,
  website: text,
  profile_picture_url: text,
  followers_count: count,
  follows_count: count,
  media_count: count,
} as const;
type ProfileField = keyof typeof PROFILE;

/** A field of an object that may be anything; own fields only. */
export function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return Reflect.get(value, name);
}

/** Both ids an account answers to, as text. On graph.instagram.com `user_id` is the `17841…` one, `id` the app's own. */
export interface AccountIds {
  readonly id: string | undefined;
  readonly userId: string | undefined;
}

/** The profile under its API names; absent fields stay absent. `ids` tell whose it is. */
export function readProfileBody(
  body: unknown,
  onMismatch: OnMismatch,
): { readonly ids: AccountIds; readonly fields: Omit<Profile, 'id'> } {
  const read = <F extends ProfileField>(name: F): z.output<(typeof PROFILE)[F]> | undefined =>
    readField<unknown>(PROFILE[name], fieldOf(body, name), `profile.${name}`, onMismatch) as
      z.output<(typeof PROFILE)[F]> | undefined;
  const fields = {
    ig_id: read('ig_id'),
    username: read('username'),
    name: read('name'),
    biography: read('biography'),
    website: read('website'),
    profile_picture_url: read('profile_picture_url'),
    followers_count: read('followers_count'),
    follows_count: read('follows_count'),
    media_count: read('media_count'),
  };
  const known = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return { ids: { id: read('id'), userId: read('user_id') }, fields: known };
}

const PAGE_ROW = z.object({
  access_token: text.optional().catch(undefined),
  instagram_business_account: z
    .object({ id, username: text.optional().catch(undefined), name: text.optional().catch(undefined) })
    .optional()
    .catch(undefined),
});
export type PageRow = z.output<typeof PAGE_ROW>;

/** One Page, of `/me/accounts` or of `/me` with a Page's token. Pages without a linked account have none. */
export function readPage(value: unknown, onMismatch: OnMismatch): PageRow {
  return readField(PAGE_ROW, value, 'page', onMismatch) ?? {};
}

/** The rows and the cursor of a paged answer; no cursor when `next` is missing, which is the only sign of the end. */
export function readPaged(
  body: unknown,
  onMismatch: OnMismatch,
): { readonly rows: readonly unknown[]; readonly after: string | undefined } {
  const rows = readField(z.array(z.unknown()), fieldOf(body, 'data'), 'data', onMismatch) ?? [];
  const paging = fieldOf(body, 'paging');
  const next = readField(text, fieldOf(paging, 'next'), 'paging.next', onMismatch);
  if (next === undefined) return { rows, after: undefined };
  const cursor = readField(text, fieldOf(fieldOf(paging, 'cursors'), 'after'), 'paging.cursors.after', onMismatch);
  const inLink = URL.canParse(next) ? (new URL(next).searchParams.get('after') ?? undefined) : undefined;
  return { rows, after: cursor ?? inLink };
}

const DEBUG_TOKEN = z.object({
  is_valid: z.boolean(),
  type: text.optional().catch(undefined),
  scopes: z.array(text).optional().catch(undefined),
  expires_at: seconds.optional().catch(undefined),
  data_access_expires_at: seconds.optional().catch(undefined),
});

/** `debug_token`'s `data`. Undefined when it does not say whether the token is valid. */
export function readDebugToken(body: unknown, onMismatch: OnMismatch): z.output<typeof DEBUG_TOKEN> | undefined {
  return readField(DEBUG_TOKEN, fieldOf(body, 'data'), 'data', onMismatch);
}

const PERMISSION = z.object({ permission: text, status: text });

/** The granted ones of `/me/permissions`. */
export function readPermissions(body: unknown, onMismatch: OnMismatch): readonly string[] | undefined {
  const rows = readField(z.array(z.unknown()), fieldOf(body, 'data'), 'data', onMismatch);
  return rows?.flatMap((row, index) => {
    const permission = readField(PERMISSION, row, `data.${index}`, onMismatch);
    return permission?.status === 'granted' ? [permission.permission] : [];
  });
}
