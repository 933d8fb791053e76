/** Cursor paging of lists, and the time links of insights. */
import type { AuthorizedContext } from './context.ts';
import { numberParam } from './context.ts';
import { GraphError } from './errors.ts';

const DEFAULT_LIMIT = 25;
const MOST = 100;

export interface Page<T> {
  readonly items: readonly T[];
  readonly paging: object | undefined;
}

/** Which parts of `paging` a list has; comments and Business Discovery lists have less than the others. */
export type PagingStyle = 'full' | 'comments' | 'discovery';

interface Listed {
  readonly id: string;
}

function cursorOf(id: string): string {
  return `QVFIU${Buffer.from(`demo:${id}`).toString('base64url')}`;
}

function idOf(cursor: string): string {
  const text = Buffer.from(cursor.slice(5), 'base64url').toString();
  if (!cursor.startsWith('QVFIU') || !text.startsWith('demo:')) {
    throw new GraphError({ code: 100, message: '(#100) Invalid cursor' });
  }
  return text.slice(5);
}

function positionOf(items: readonly Listed[], cursor: string): number {
  const id = idOf(cursor);
  const position = items.findIndex((item) => item.id === id);
  if (position < 0) throw new GraphError({ code: 100, message: '(#100) Invalid cursor' });
  return position;
}

function range(items: readonly Listed[], params: URLSearchParams): { readonly from: number; readonly to: number } {
  const limit = Math.min(numberParam(params, 'limit') ?? DEFAULT_LIMIT, MOST);
  const after = params.get('after');
  const before = params.get('before');
  if (before !== null) {
    const to = positionOf(items, before);
    return { from: Math.max(0, to - limit), to };
  }
  const from = after === null ? 0 : positionOf(items, after) + 1;
  return { from, to: Math.min(items.length, from + limit) };
}

function link(context: AuthorizedContext, path: string, cursor: Readonly<Record<string, string>>): string {
  const params = new URLSearchParams();
  for (const [name, value] of context.params) {
    if (!['after', 'before', 'access_token'].includes(name)) params.append(name, value);
  }
  if (!params.has('limit')) params.set('limit', String(DEFAULT_LIMIT));
  params.set('access_token', context.token.text);
  for (const [name, value] of Object.entries(cursor)) params.set(name, value);
  return `${context.origin}/${context.version}/${path}?${params.toString()}`;
}

/**
 * One page of a list: 25 items unless `limit` says otherwise, 100 at most. First page: cursors and `next`; middle pages
 * also `previous`; the last keeps its cursors without `next`; an empty list has no paging. The token is in the links.
 */
export function paginate<T extends Listed>(
  context: AuthorizedContext,
  path: string,
  items: readonly T[],
  style: PagingStyle = 'full',
): Page<T> {
  const { from, to } = range(items, context.params);
  const page = items.slice(from, to);
  const first = page[0];
  const last = page.at(-1);
  if (first === undefined || last === undefined) return { items: page, paging: undefined };
  const hasNext = to < items.length;
  const before = cursorOf(first.id);
  const after = cursorOf(last.id);
  if (style === 'comments') {
    const paging = { cursors: { after }, next: link(context, path, { after }) };
    return { items: page, paging: hasNext ? paging : undefined };
  }
  if (style === 'discovery') {
    return { items: page, paging: { cursors: { ...(from > 0 ? { before } : {}), ...(hasNext ? { after } : {}) } } };
  }
  return {
    items: page,
    paging: {
      cursors: { before, after },
      ...(hasNext ? { next: link(context, path, { after }) } : {}),
      ...(from > 0 ? { previous: link(context, path, { before }) } : {}),
    },
  };
}

export interface TimeWindow {
  /** Unix seconds. */
  readonly since: number;
  readonly until: number;
}

const LINKED = ['metric', 'metric_type', 'period', 'breakdown', 'timeframe'] as const;

/**
 * `paging` of an insights answer. Recorded arithmetic, with span = until - since (86 400 s when only `until` was left out):
 * previous is [since - 1 - span, since - 1], next is [until + 1, until + 1 + span]. `next` is always there, for the
 * future too. Parameters the caller sent lead, those it left out trail.
 */
export function timeLinks(context: AuthorizedContext, path: string, window: TimeWindow): object {
  const isOpen = context.params.has('since') && !context.params.has('until');
  const span = isOpen ? 86_400 : window.until - window.since;
  const url = (since: number, until: number): string => {
    const params = new URLSearchParams({ access_token: context.token.text });
    if (context.params.has('since')) params.set('since', String(since));
    if (context.params.has('until')) params.set('until', String(until));
    for (const name of LINKED) {
      const value = context.params.get(name);
      if (value !== null) params.set(name, value);
    }
    params.set('since', String(since));
    params.set('until', String(until));
    return `${context.origin}/${context.version}/${path}?${params.toString()}`;
  };
  return {
    previous: url(window.since - 1 - span, window.since - 1),
    next: url(window.until + 1, window.until + 1 + span),
  };
}
