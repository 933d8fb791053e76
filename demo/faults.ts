/** Switches that make the local Instagram misbehave on purpose. */
/** Which calls a fault is for; every part that is given must fit. */
interface FaultMatch {
  /** A part of the path (`/insights`), or a pattern for it. */
  readonly path?: string | RegExp;
  /** One of the metrics asked for. */
  readonly metric?: string;
  /** Username of the account that is read. */
  readonly account?: string;
  readonly token?: string;
}

/** Errors in Graph's own envelope; these and the next also strike inside a batch. */
type ErrorFault =
  | { readonly kind: 'code1' | 'too-much-data' | 'code2' | 'code10' | 'code200' | 'code100-33' | 'fatal' }
  | { readonly kind: 'not-enough-users' | 'page-token-required' }
  /** Throttled: usage headers stand at 100, with the minutes until access comes back. */
  | { readonly kind: 'throttled'; readonly code: 4 | 17 | 32 | 613 | 80002; readonly regainMinutes?: number }
  /** A good answer whose usage headers stand at so many per cent. */
  | { readonly kind: 'busy'; readonly percent: number }
  /** 190 with a subcode: 458, 459, 460, 463, 464, 467, 492. */
  | { readonly kind: 'token'; readonly subcode: number }
  /** 429 with or without `Retry-After`, as seconds or as a date. */
  | { readonly kind: 'http429'; readonly retryAfter?: string }
  /** The enum error, as if Meta had removed this metric today. */
  | { readonly kind: 'metric-removed'; readonly metric: string };

/** Good answers spoilt. */
export type BodyFault =
  | { readonly kind: 'html' | 'ok-with-error' | 'truncated' | 'empty-data' | 'no-total-value' | 'wrong-account' }
  /** Nothing on this page, but links to others. */
  | { readonly kind: 'empty-page' }
  /** No bytes at all. */
  | { readonly kind: 'empty-body' }
  /** Every page names itself as the next one. */
  | { readonly kind: 'cursor-loop' }
  /** A text body as a broken proxy sends it; 500 when left out. */
  | { readonly kind: 'http500'; readonly status?: 500 | 502 | 503 | 504 }
  /** Every number of an insights answer multiplied, as if Meta had counted again. */
  | { readonly kind: 'restated'; readonly factor: number }
  /** Every number of an insights answer in a form nobody expects. */
  | { readonly kind: 'odd-values'; readonly as: 'text' | 'null' | 'negative' | 'missing' };

/** What happens on the wire. */
type WireFault =
  /** The whole answer, headers too, comes `ms` later. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** The answer never comes (until the client gives up or the server stops). */
  | { readonly kind: 'never' }
  /** Headers at once; the body in small pieces, one every `ms`. */
  | { readonly kind: 'drip'; readonly ms: number; readonly bytes?: number }
  /** The connection is reset before a byte came. */
  | { readonly kind: 'reset' }
  /** The connection ends in the middle of the body, announced with a length or sent in chunks. */
  | { readonly kind: 'cut'; readonly chunked?: boolean }
  | { readonly kind: 'huge'; readonly bytes: number }
  /** A small gzip body that unpacks to so many bytes. */
  | { readonly kind: 'gzip-bomb'; readonly bytes: number }
  | { readonly kind: 'redirect'; readonly location: string; readonly status?: 301 | 302 | 307 };

export type FaultKind = ErrorFault | BodyFault | WireFault;

export type Fault = FaultKind & {
  readonly match?: FaultMatch;
  /** The first matching call it strikes, counted from 1. */
  readonly nth?: number;
  /** How many calls it strikes; for ever when left out. */
  readonly times?: number;
};

interface FaultHandle {
  /** Calls struck so far. */
  readonly hits: number;
  remove(): void;
}

export interface Faults {
  add(fault: Fault): FaultHandle;
  clear(): void;
}

interface FaultSubject {
  readonly path: string;
  readonly metrics: readonly string[];
  readonly account: string | undefined;
  readonly token: string | undefined;
}

export interface FaultBoard extends Faults {
  /** Counts the call with every fault that fits and gives the first that strikes. */
  strike(subject: FaultSubject): FaultKind | undefined;
}

const BODY: Readonly<Record<BodyFault['kind'], true>> = {
  html: true,
  'ok-with-error': true,
  truncated: true,
  'empty-data': true,
  'no-total-value': true,
  'wrong-account': true,
  'empty-body': true,
  'empty-page': true,
  'cursor-loop': true,
  http500: true,
  restated: true,
  'odd-values': true,
};
const WIRE: Readonly<Record<WireFault['kind'], true>> = {
  slow: true,
  never: true,
  drip: true,
  reset: true,
  cut: true,
  huge: true,
  'gzip-bomb': true,
  redirect: true,
};

/** Whether a fault spoils good bodies. */
export function isInTheBody(fault: FaultKind): fault is BodyFault {
  return fault.kind in BODY;
}

/** Whether a fault is left for the wire. */
export function isOnTheWire(fault: FaultKind): fault is WireFault {
  return fault.kind in WIRE;
}

function fits(fault: Fault, subject: FaultSubject): boolean {
  if (fault.kind === 'metric-removed' && !subject.metrics.includes(fault.metric)) return false;
  const { path, metric, account, token } = fault.match ?? {};
  const pathFits =
    path === undefined || (typeof path === 'string' ? subject.path.includes(path) : path.test(subject.path));
  return (
    pathFits &&
    (metric === undefined || subject.metrics.includes(metric)) &&
    (account === undefined || subject.account === account) &&
    (token === undefined || subject.token === token)
  );
}

/** Makes an empty board. */
export function createFaults(): FaultBoard {
  const active: { readonly fault: Fault; seen: number; hits: number }[] = [];
  return {
    add(fault) {
      const entry = { fault, seen: 0, hits: 0 };
      active.push(entry);
      return {
        get hits() {
          return entry.hits;
        },
        remove() {
          const at = active.indexOf(entry);
          if (at >= 0) active.splice(at, 1);
        },
      };
    },
    clear() {
      active.length = 0;
    },
    strike(subject) {
      let struck: FaultKind | undefined;
      for (const entry of active) {
        if (!fits(entry.fault, subject)) continue;
        entry.seen += 1;
        const ready = entry.seen >= (entry.fault.nth ?? 1) && entry.hits < (entry.fault.times ?? Infinity);
        if (!ready || struck !== undefined) continue;
        entry.hits += 1;
        struck = entry.fault;
      }
      return struck;
    },
  };
}
