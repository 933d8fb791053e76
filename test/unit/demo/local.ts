/** Starts a local Instagram for a test and asks it over plain HTTP. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { startLocalInstagram, type LocalInstagram, type LocalInstagramOptions } from '../../../demo/server.ts';

/** A Tuesday noon in Oregon: all buckets of Monday are out. */
export const NOON = Date.parse('2026-11-24T20:30:00Z');

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: unknown;
}

export interface Local {
  readonly ig: LocalInstagram;
  /** Turned by hand. */
  time: number;
  idOf(username: string): string;
  /** GET on the Facebook host with the user token, unless said otherwise. */
  get(path: string, token?: string): Promise<Answer>;
  /** GET on the Instagram host with the account's own token. */
  getInstagram(path: string, username: string): Promise<Answer>;
  stop(): Promise<void>;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Asks; `body` is undefined for an answer that is not JSON. */
export async function ask(url: string, token?: string, init: RequestInit = {}): Promise<Answer> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(url, { headers, ...init });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parsed(text) };
}

export async function startLocal(options: LocalInstagramOptions = {}): Promise<Local> {
  const clock = { now: NOON };
  const ig = await startLocalInstagram({ clock: () => clock.now, ...options });
  return {
    ig,
    get time() {
      return clock.now;
    },
    set time(value) {
      clock.now = value;
    },
    idOf: (username) => ig.truth.profile(username).id,
    get: (path, token = ig.tokens.user) => ask(`${ig.facebookUrl}${path}`, token),
    getInstagram: (path, username) => ask(`${ig.instagramUrl}${path}`, ig.tokens.of(username, 'instagram')),
    stop: () => ig.stop(),
  };
}

/** A recorded answer. */
export function recorded(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../fixtures/graph-api/${name}.json`, import.meta.url), 'utf8'));
}

/** Walks into foreign JSON; undefined where a step is not there. */
export function at(value: unknown, ...steps: readonly (string | number)[]): unknown {
  return steps.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null
        ? (inner as Readonly<Record<string | number, unknown>>)[step]
        : undefined,
    value,
  );
}

export function list(value: unknown, ...steps: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...steps);
  if (!Array.isArray(found))
    throw new TypeError(`No list at ${steps.join('.')} of ${JSON.stringify(value).slice(0, 200)}`);
  return found as readonly unknown[];
}

/** Keys in the order they were written. */
export function keys(value: unknown, ...steps: readonly (string | number)[]): readonly string[] {
  return Object.keys(at(value, ...steps) ?? {});
}

/** A copy of foreign JSON without some members. */
export function without(value: unknown, ...names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([name]) => !names.includes(name)));
}

/** Unix seconds of an ISO instant. */
export function seconds(instant: string): number {
  return Date.parse(instant) / 1000;
}

const STAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+0000$/;
const DIGITS = /^\d+$/;

function kindOf(value: unknown): string {
  if (typeof value !== 'string') return Array.isArray(value) ? 'list' : typeof value;
  return STAMP.test(value) ? 'stamp' : DIGITS.test(value) ? 'digits' : 'text';
}

/**
 * Holds an answer against a recording: the same keys in the same order, the same kinds of values, stamps where stamps were
 * recorded. Every item of a list must look like the first one recorded.
 */
export function assertShape(actual: unknown, expected: unknown, path = 'answer'): void {
  assert.equal(kindOf(actual), kindOf(expected), `kind of ${path}`);
  if (Array.isArray(expected)) {
    const items = list(actual);
    assert.equal(items.length === 0, expected.length === 0, `whether ${path} is empty`);
    if (expected.length > 0)
      items.forEach((item, index) => {
        assertShape(item, expected[0], `${path}[${index}]`);
      });
    return;
  }
  if (typeof expected !== 'object' || expected === null) return;
  assert.deepEqual(keys(actual), keys(expected), `keys of ${path}`);
  for (const key of keys(expected)) assertShape(at(actual, key), at(expected, key), `${path}.${key}`);
}
