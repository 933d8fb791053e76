/** The demo: the local Instagram started in this process, its accounts connected, its follower history laid in. */
import type { Config } from '../config.ts';
import type { Account } from '../core/accounts.ts';
import { HOME } from '../core/app.ts';
import { connectToken } from '../core/features/connect-token.ts';
import type { Reading } from '../core/insights/series.ts';
import { addDays, endOfDay, instagramToday } from '../core/insights/spans.ts';
import type { Store } from '../core/ports.ts';
import { Secret } from '../core/secret.ts';
import { startLocalInstagram, type LocalInstagram } from '../demo/server.ts';
import type { Parts } from './parts.ts';

/** Follower totals that a real installation would have kept; Instagram itself has no history of them. */
const KEPT_DAYS = 120;
const ANCHOR = 'demo-anchor';
const CONNECTED = 'demo-connected';

/** True when this installation shows the demo (product page of the README, variable DEMO). */
export async function wantsDemo(config: Config, store: Pick<Store, 'hasAccounts'>): Promise<boolean> {
  if (config.DEMO !== 'auto') return config.DEMO === 'on';
  const real = [
    'SLACK_BOT_TOKEN',
    'SLACK_CLIENT_ID',
    'DISCORD_TOKEN',
    'INSTAGRAM_ACCESS_TOKEN',
    'GRAPH_API_URL',
    'INSTAGRAM_API_URL',
  ] as const;
  return !real.some((name) => config.given.has(name)) && !(await store.hasAccounts('graph'));
}

/** The generated accounts count "days ago" from the first start, so that kept numbers and new ones stay one story. */
async function anchorOf(store: Store, now: number): Promise<number> {
  const kept = Number(await store.readSetting(ANCHOR));
  if (Number.isSafeInteger(kept) && kept > 0) return kept;
  await store.writeSetting(ANCHOR, String(now));
  return now;
}

function totals(local: LocalInstagram, account: Account, now: number): readonly Omit<Reading, 'confirmedAt'>[] {
  const today = instagramToday(now);
  return Array.from({ length: KEPT_DAYS }, (_, index) => addDays(today, index - KEPT_DAYS)).map((day) => {
    const readAt = endOfDay(day) - 60_000;
    return {
      metric: 'followers_count',
      breakdown: '',
      days: { from: day, to: day },
      source: 'graph',
      value: local.truth.followers(account.username, readAt),
      detail: undefined,
      readAt,
      settled: true,
      estimated: false,
    };
  });
}

async function layInHistory(parts: Parts, local: LocalInstagram, account: Account): Promise<void> {
  const history = await parts.store.listHistory(account.id);
  const now = parts.clock();
  const yesterday = addDays(instagramToday(now), -1);
  const last = history.find((row) => row.metric === 'followers_count')?.days;
  if (last !== undefined && last.from < yesterday && last.to >= yesterday) return;
  await parts.store.writeReadings(account.id, totals(local, account, now));
}

/** Starts the local Instagram and connects its accounts to the page and the shell. Calls go over HTTP, as to the real one. */
export async function startDemo(parts: Parts): Promise<void> {
  const anchor = await anchorOf(parts.store, parts.clock());
  const local = await startLocalInstagram({ clock: parts.clock, anchor });
  parts.demo = local;
  const home = await parts.store.saveWorkspace(HOME.platform, HOME.remoteId);
  const known = (await parts.store.readSetting(CONNECTED))?.split(',') ?? [];
  // Each is connected once: one that somebody disconnected stays away.
  if (local.accounts.some(({ username }) => !known.includes(username))) {
    await connectToken(parts.deps, home, { token: new Secret(local.tokens.user), origin: 'demo' });
    await parts.store.writeSetting(CONNECTED, local.accounts.map(({ username }) => username).join(','));
  }
  const accounts = (await parts.store.listAccounts(home.id)).filter((account) => account.origin === 'demo');
  for (const account of accounts) await layInHistory(parts, local, account);
}
