/** Meta's data-deletion request: a person who removed the app wants everything gone that came by their login. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { Deps } from '../features/feature.ts';
import type { Secret } from '../secret.ts';

const CODE_BYTES = 9;
const CODE = /^[\w-]{12}$/u;
const PAYLOAD = z.object({
  algorithm: z.string(),
  user_id: z.union([z.string(), z.number()]).transform(String),
});

/** What is told of a request to whoever has its code. */
export interface Deletion {
  /** ISO 8601 in UTC. */
  readonly askedAt: string;
  readonly accounts: number;
}

const DELETION = z.object({ askedAt: z.string(), accounts: z.number() });

function refused(): AppError {
  return new AppError('bad-request', 'The signed request is not valid.');
}

/**
 * The person a `signed_request` is about: base64url signature, a dot, base64url JSON, HMAC-SHA256 over the second part by
 * the app secret (Meta's page on the data deletion callback, read 2026-11-23). Throws AppError `bad-request`.
 */
export function readSignedRequest(text: string, appSecret: Secret): string {
  const [signature = '', payload = '', ...more] = text.split('.');
  const given = Buffer.from(signature, 'base64url');
  const expected = createHmac('sha256', appSecret.reveal()).update(payload).digest();
  if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) throw refused();
  try {
    const { algorithm, user_id: userId } = PAYLOAD.parse(
      JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')),
    );
    if (algorithm.toUpperCase() !== 'HMAC-SHA256') throw refused();
    return userId;
  } catch (error) {
    throw error instanceof AppError ? error : refused();
  }
}

function settingOf(code: string): string {
  return `deletion:${code}`;
}

/** Erases every account this person connected, in every workspace, and gives the code by which it can be looked up. */
export async function deletePerson(
  deps: Pick<Deps, 'store' | 'clock' | 'logger'>,
  metaUserId: string,
): Promise<string> {
  const { store, clock, logger } = deps;
  const connections = await store.listConnectionsOf(metaUserId);
  for (const { workspaceId, accountId } of connections) {
    const outcome = await store.eraseAccount(workspaceId, accountId);
    logger.info({ workspace: workspaceId, account: accountId, outcome }, 'an account was erased at the wish of Meta');
  }
  const code = randomBytes(CODE_BYTES).toString('base64url');
  const accounts = new Set(connections.map(({ accountId }) => accountId)).size;
  const deletion: Deletion = { askedAt: new Date(clock()).toISOString(), accounts };
  await store.writeSetting(settingOf(code), JSON.stringify(deletion));
  return code;
}

/** What became of a request; undefined for a code that was never given out. */
export async function findDeletion(deps: Pick<Deps, 'store'>, code: string): Promise<Deletion | undefined> {
  const text = CODE.test(code) ? await deps.store.readSetting(settingOf(code)) : undefined;
  return text === undefined ? undefined : DELETION.parse(JSON.parse(text));
}
