/** Kills workers at random points until everything is posted, then reads the platform and nothing else. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Account, Workspace } from '../../../core/accounts.ts';
import { PLAIN_OPTIONS } from '../../../core/digests/subscription.ts';
import { nextOccurrence } from '../../../core/digests/wall-clock.ts';
import { Secret } from '../../../core/secret.ts';
import type { Store } from '../../../core/ports.ts';
import { openStore } from '../../../db/open.ts';
import { packReport } from '../../../core/deliveries/pack.ts';
import { bundle } from '../../fakes/bundle.ts';
import { readPosts } from '../../fakes/log-platform.ts';

export interface Storm {
  readonly kills: number;
  /** Messages put on record before each start, beside one digest that falls due. */
  readonly postsPerKill: number;
  /** Processes at once. */
  readonly workers: number;
  readonly order?: 'before' | 'behind';
  /** A Postgres database; default a SQLite file of its own. */
  readonly url?: string;
}

/** What the platform holds after it. */
export interface Verdict {
  readonly kills: number;
  readonly posts: number;
  readonly lost: number;
  readonly doubled: number;
  /** Expected posts that are neither there nor explained in the ledger after the last worker had time. */
  readonly unknown: number;
  /** Settled by looking at the channel. */
  readonly readBack: number;
}

const WEEK = 7 * 86_400_000;
const quiet = (): void => undefined;
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };

const PAYLOAD = packReport({ title: 'Storm', summary: 'Storm.', blocks: [], footer: 'Storm', actions: [] });

/** One digest that is due, to be made and posted, and messages that only have to be posted. Returns the keys of all. */
async function order(store: Store, workspace: Workspace, account: Account, posts: number): Promise<readonly string[]> {
  const rule = { weekday: 1, time: '09:00', zone: 'Europe/Berlin' };
  const turn = nextOccurrence(rule, Date.now() - WEEK);
  const place = { workspaceId: workspace.id, platform: 'local', workspaceRemoteId: 'local', channelId: 'storm' };
  const { id } = await store.saveSubscription({
    ...rule,
    ...place,
    channelName: '#storm',
    accounts: [account.id],
    options: PLAIN_OPTIONS,
    ownerId: 'tester',
    ownerName: undefined,
    askedIn: undefined,
    nextAt: turn.at,
    zoneRules: 'of this test',
    createdAt: turn.at,
  });
  const keys = Array.from({ length: posts }, (_, n) => `message-${id}-${n}`);
  for (const key of keys) {
    await store.addPost({ ...place, key, payload: PAYLOAD, nextAt: Date.now(), createdAt: Date.now() });
  }
  return [...keys, `digest-${id}-${turn.week}`];
}

interface Running {
  readonly child: ChildProcess;
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
}

function start(program: string, args: readonly string[]): Running {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) =>
    child.once('exit', () => {
      resolve();
    }),
  );
  const ready = new Promise<void>((resolve) =>
    child.stdout.once('data', () => {
      resolve();
    }),
  );
  return { child, ready: Promise.race([ready, ended]), ended };
}

/** Kills and starts again; new work each time, so that every kill may hit some. */
async function killAgainAndAgain(
  program: string,
  args: readonly string[],
  kills: number,
  more: () => Promise<void>,
): Promise<void> {
  for (let n = 0; n < kills; n += 1) {
    await more();
    const { child, ready, ended } = start(program, args);
    await ready;
    await pause(Math.random() * 250);
    child.kill('SIGKILL');
    await ended;
  }
}

/** Lets one worker finish what is left, at most a minute. */
async function drain(program: string, args: readonly string[], store: Store, keys: readonly string[]): Promise<void> {
  const { child, ended } = start(program, args);
  for (let waited = 0; waited < 60_000; waited += 200) {
    await pause(200);
    const posts = await store.findPosts(keys);
    if (posts.length === keys.length && posts.every(({ state }) => state === 'sent' || state === 'dead')) break;
  }
  child.kill('SIGKILL');
  await ended;
}

/** Runs a storm. The verdict on loss and doubles comes from the platform's file alone. */
export async function runStorm({ kills, postsPerKill, workers, order: when = 'before', url }: Storm): Promise<Verdict> {
  const folder = await mkdtemp(path.join(tmpdir(), 'reachboard-storm-'));
  const database = url ?? `sqlite:${path.join(folder, 'storm.db')}`;
  const file = path.join(folder, 'platform.log');
  const encryptionKey = new Secret(Buffer.alloc(32, 7).toString('base64'));
  const store = await openStore({ url: database, role: 'guest', encryptionKey, logger, clock: Date.now });
  try {
    const program = await bundle(path.join(import.meta.dirname, 'kill-worker.ts'));
    const workspace = await store.saveWorkspace('local', 'local');
    const account = await store.saveImportAccount(workspace.id, 'storm', 1);
    const keys: string[] = [];
    const more = async (): Promise<void> => {
      keys.push(...(await order(store, workspace, account, postsPerKill)));
    };
    const args = [database, file, when];
    const each = Array.from({ length: workers }, (_, n) => Math.floor((kills + n) / workers));
    await Promise.all(each.map((share) => killAgainAndAgain(program, args, share, more)));
    await drain(program, args, store, keys);
    const standing = new Map<string, number>();
    for (const { key } of readPosts(file)) standing.set(key, (standing.get(key) ?? 0) + 1);
    const recorded = await store.findPosts(keys);
    // Two lists, for the ledger is asked only about what the platform cannot say.
    const settled = new Set(recorded.filter(({ state }) => state === 'sent' || state === 'dead').map(({ key }) => key));
    return {
      kills,
      posts: [...standing.values()].reduce((sum, count) => sum + count, 0),
      lost: keys.filter((key) => !standing.has(key)).length,
      doubled: [...standing.values()].filter((count) => count > 1).length,
      unknown: keys.filter((key) => !settled.has(key)).length,
      readBack: recorded.filter(({ via }) => via === 'read back').length,
    };
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}
