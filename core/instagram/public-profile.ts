/** What anybody may see of a professional account that is not connected (Business Discovery; Facebook Login only). */
import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { Logger } from '../ports.ts';
import type { GraphAccess } from './answers.ts';
import type { Exchange } from './exchange.ts';
import { Mismatches } from './mismatches.ts';
import { fieldOf, readField } from './responses.ts';

const USERNAME = /^[a-z0-9._]{1,30}$/u;
const FIELDS = 'username,name,followers_count,media_count';
const count = z.number().int().nonnegative();

export interface PublicProfile {
  readonly username: string;
  readonly followers: number | undefined;
  readonly posts: number | undefined;
}

/**
 * Public counts of the professional account of that name, asked for with the right of another one (Meta's page on
 * Business Discovery, read 2026-11-23). Rejects with AppError: `not-found` for personal, age-gated and unknown accounts.
 */
export async function readPublicProfile(
  exchange: Exchange,
  logger: Logger,
  access: GraphAccess,
  username: string,
  signal: AbortSignal | undefined,
): Promise<PublicProfile> {
  if (!USERNAME.test(username)) throw new AppError('not-found', 'That is no name of an Instagram account.');
  const body = await exchange.askOrExplain(
    access,
    {
      path: access.instagramId,
      params: { fields: `business_discovery.username(${username}){${FIELDS}}` },
      asked: { login: access.login, subject: 'profile', metrics: [], fields: [] },
      signed: true,
    },
    signal,
  );
  const mismatches = new Mismatches();
  const found = fieldOf(body, 'business_discovery');
  const read = (name: string): number | undefined =>
    readField(count, fieldOf(found, name), `business_discovery.${name}`, mismatches.on);
  const profile = { username, followers: read('followers_count'), posts: read('media_count') };
  mismatches.report(logger);
  return profile;
}
