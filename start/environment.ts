/** INSTAGRAM_ACCESS_TOKEN: the account that the operator connects by configuration. */
import { createHash } from 'node:crypto';
import { HOME } from '../core/app.ts';
import { connectToken } from '../core/features/connect-token.ts';
import type { Parts } from './parts.ts';

const SETTING = 'environment-token';

/** A fingerprint that changes with the token and its hosts, and tells nothing of it. */
function fingerprint(parts: Parts, token: string): string {
  const { GRAPH_API_URL, INSTAGRAM_API_URL, INSTAGRAM_LOGIN = '' } = parts.config;
  return createHash('sha256')
    .update([token, GRAPH_API_URL, INSTAGRAM_API_URL, INSTAGRAM_LOGIN].join('\n'))
    .digest('hex');
}

/**
 * Connects what INSTAGRAM_ACCESS_TOKEN reaches to the home workspace. A token that was connected before costs no call
 * unless `refresh`. Throws AppError when Instagram refuses the token or cannot be reached.
 */
export async function connectEnvironment(parts: Parts, refresh: boolean): Promise<void> {
  const { INSTAGRAM_ACCESS_TOKEN: token, INSTAGRAM_LOGIN: login } = parts.config;
  if (token === undefined) return;
  const mark = fingerprint(parts, token.reveal());
  const home = await parts.store.saveWorkspace(HOME.platform, HOME.remoteId);
  if (!refresh && (await parts.store.readSetting(SETTING)) === mark) {
    parts.connected = (await parts.store.listAccounts(home.id)).filter((account) => account.origin === 'graph');
    if (parts.connected.length > 0) return;
  }
  const offer = { token, origin: 'graph' as const, ...(login === undefined ? {} : { login }) };
  parts.connected = (await connectToken(parts.deps, home, offer)).accounts;
  await parts.store.writeSetting(SETTING, mark);
}
