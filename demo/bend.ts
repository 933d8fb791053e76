/** What faults do to an answer that was good. */
import type { Call } from './call.ts';
import { errorBody } from './errors.ts';
import { isInTheBody, type BodyFault, type FaultKind } from './faults.ts';
import { graphJson } from './json.ts';
import type { World } from './world.ts';

export interface Bent {
  readonly status?: number;
  readonly text: string;
  readonly contentType?: string;
}

interface Straight {
  readonly body: unknown;
  readonly text: string;
  readonly call: Call;
  readonly traceId: string;
  readonly world: World;
}

/** An id that belongs to nobody here. */
const STRANGER = '17841499999999999';

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A copy of a body with every member taken through `change`; undefined drops it. */
function changed(value: unknown, change: (name: string, member: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => changed(item, change));
  if (!isRecord(value)) return value;
  const members = Object.entries(value).map(([name, member]) => [name, changed(change(name, member), change)] as const);
  return Object.fromEntries(members.filter(([, member]) => member !== undefined));
}

/** Changes the numbers of insights: `value` members, and the maps of hours. */
function withNumbers(body: unknown, change: (value: number) => unknown): unknown {
  return changed(body, (name, member) => {
    if (name !== 'value') return member;
    if (typeof member === 'number') return change(member);
    if (!isRecord(member)) return member;
    return Object.fromEntries(
      Object.entries(member).map(([key, value]) => [key, typeof value === 'number' ? change(value) : value]),
    );
  });
}

function oddly(as: Extract<BodyFault, { kind: 'odd-values' }>['as'], value: number): unknown {
  switch (as) {
    case 'text':
      return String(value);
    case 'null':
      return null;
    case 'negative':
      return -1 - value;
    case 'missing':
      return undefined;
  }
}

/** `paging` whose next page is this very page. */
function looped(body: unknown, { origin, path, params, bearer }: Call): unknown {
  const query = new URLSearchParams(params);
  if (bearer !== undefined) query.set('access_token', bearer);
  return changed(body, (name, member) =>
    name === 'paging' && isRecord(member) ? { ...member, next: `${origin}${path}?${query.toString()}` } : member,
  );
}

/** The bent answer, or undefined when the fault leaves good answers alone. */
export function bend(fault: FaultKind | undefined, { body, text, call, traceId, world }: Straight): Bent | undefined {
  if (fault === undefined || !isInTheBody(fault)) return undefined;
  switch (fault.kind) {
    case 'http500':
      return { status: fault.status ?? 500, text: 'Internal Server Error', contentType: 'text/plain' };
    case 'html': {
      const page = '<!DOCTYPE html><html><body>Sorry, something went wrong.</body></html>';
      return { text: page, contentType: 'text/html' };
    }
    case 'truncated':
      return { text: text.slice(0, Math.floor(text.length / 2)) };
    case 'ok-with-error': {
      const error = { code: 2, message: 'Service temporarily unavailable', transient: true };
      return { text: graphJson(errorBody(call.flavour, error, traceId)) };
    }
    case 'empty-data':
      return { text: graphJson({ data: [] }) };
    case 'empty-page':
      return { text: graphJson(isRecord(body) ? { ...body, data: [] } : body) };
    case 'empty-body':
      return { text: '' };
    case 'no-total-value':
      return { text: graphJson(changed(body, (name, member) => (name === 'total_value' ? undefined : member))) };
    case 'wrong-account':
      return { text: world.accounts.reduce((bent, { instagramId }) => bent.replaceAll(instagramId, STRANGER), text) };
    case 'cursor-loop':
      return { text: graphJson(looped(body, call)) };
    case 'restated':
      return { text: graphJson(withNumbers(body, (value) => Math.round(value * fault.factor))) };
    case 'odd-values':
      return { text: graphJson(withNumbers(body, (value) => oddly(fault.as, value))) };
  }
}
