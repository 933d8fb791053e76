/** A call as it comes in, the reply that goes out, and the line that is kept of it. */
import type { Flavour } from './errors.ts';
import type { FaultKind } from './faults.ts';

export interface Call {
  readonly flavour: Flavour;
  readonly origin: string;
  readonly method: string;
  /** Path without query, still with its version segment. */
  readonly path: string;
  /** Query and form parameters together. */
  readonly params: URLSearchParams;
  readonly bearer: string | undefined;
}

/** One line of the log: never a token. */
export interface LoggedCall {
  readonly at: number;
  readonly flavour: Flavour;
  readonly method: string;
  readonly path: string;
  /** Tokens, secrets and codes read `[hidden]`. */
  readonly params: Readonly<Record<string, string>>;
  readonly status: number;
  readonly fault: FaultKind['kind'] | undefined;
  readonly inBatch: boolean;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly contentType: string;
  /** A fault that is left for the wire. */
  readonly fault: FaultKind | undefined;
}

/** A path taken apart. */
export interface CallPath {
  readonly version: string | undefined;
  readonly segments: readonly string[];
}

const SECRET_PARAMS = /token|secret|proof|code/i;
const HIDDEN = '[hidden]';

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Version and segments of `/v26.0/17841…/insights`. */
export function pathParts(path: string): CallPath {
  const segments = path
    .split('/')
    .filter((part) => part !== '')
    .map(decodePart);
  const first = segments[0] ?? '';
  return /^v\d+\.\d+$/.test(first) ? { version: first, segments: segments.slice(1) } : { version: undefined, segments };
}

function withoutSecrets(name: string, value: string): string {
  if (name === 'batch') return value.replaceAll(/((?:access_token|appsecret_proof)=)[^&"\\]*/g, `$1${HIDDEN}`);
  return SECRET_PARAMS.test(name) ? HIDDEN : value;
}

/** Parameters fit for the log. */
export function redacted(params: URLSearchParams): Readonly<Record<string, string>> {
  return Object.fromEntries([...params].map(([name, value]) => [name, withoutSecrets(name, value)]));
}

/** Metrics a call names, in `metric` and in `insights.metric(…)` inside `fields`. */
export function metricsOf(params: URLSearchParams): readonly string[] {
  const expansions = [...(params.get('fields') ?? '').matchAll(/metric\(([^)]*)\)/g)].map((match) => match[1] ?? '');
  return [params.get('metric') ?? '', ...expansions].flatMap((text) => text.split(',')).map((name) => name.trim());
}
