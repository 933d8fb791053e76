/** Kills workers at random points until everything is posted, then reads the platforms and nothing else. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Account, Workspace } from '../../../core/accounts.ts';
import { packReport } from '../../../core/deliveries/pack.ts';
import type { Post } from '../../../core/deliveries/post.ts';
import { PLAIN_OPTIONS } from '../../../core/digests/subscription.ts';
import { nextOccurrence } from '../../../core/digests/wall-clock.ts';
import type { Store } from '../../../core/ports.ts';
import { Secret } from '../../../core/secret.ts';
import { openStore } from '../../../db/open.ts';
import { bundleProgram } from '../../../scripts/bundle.ts';
import { dice } from '../../fakes/dice.ts';
import type { Orders } from './kill-worker.ts';
import { NONCE_KEPT, startPlatforms, type Place, type Platforms } from './platforms.ts';

export interface Storm {
  readonly kills: number;
  /** Messages put on record before each start, beside one digest that falls due. */
  readonly postsPerKill: number;
  /** Processes at once. */
  readonly workers: number;
  /** Decides places, instants of death and what the platforms lose; how the machine runs it is chance all the same. */
  readonly seed: number;
  /** Ends the killing earlier after so many ms; the verdict says how many there were. */
  readonly within?: number;
  readonly order?: Orders['order'];
  /** Freezes each worker for so many ms before it is killed: longer than its lease, shorter than the quarantine. */
  readonly freeze?: number;
  /** A Postgres database; default a SQLite file of its own. */
  readonly url?: string;
}

/** What the platforms hold after it. */
export interface Verdict {
  readonly seed: number;
  readonly kills: number;
  /** Messages that had to come, and those that stand there. */
  readonly ordered: number;
  readonly posts: number;
  readonly lost: number;
  /** More than once where the platform gives a way to know. */
  readonly doubled: number;
  /** Neither there nor explained in the ledger after the last worker had time. */
  readonly unknown: number;
  /** Where nobody may read the channel back: sent again when the outcome was not known (ON_UNKNOWN=resend). */
  readonly blind: {
    readonly ordered: number;
    readonly doubled: number;
    /** Not sent a fourth time: a person was asked to look. */
    readonly held: number;
    readonly lost: number;
  };
  /** Settled by looking at the channel. */
  readonly readBack: number;
  readonly platforms: ReturnType<Platforms['counts']>;
  /** Keys of what was lost or doubled, with what the ledger says. */
  readonly evidence: readonly unknown[];
}

const WEEK = 7 * 86_400_000;
/** One message in so many goes where nobody may look. */
const BLIND = 12;
const DRAIN = 600_000;
const LONGEST_LIFE = 3_000;
const AFTER_FREEZE = 500;
/** So much later than asked a busy machine may thaw a worker, and the worker make its call. */
const BUSY = 4_000;
const quiet = (): void => undefined;
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };

let compiled: Promise<string> | undefined;

/** The worker as one file with its compiled form, beside the packages: a start costs a fraction of one from the sources. */
export function bundledWorker(): Promise<string> {
  return (compiled ??= bundleWorker());
}

async function bundleWorker(): Promise<string> {
  const folder = path.resolve(import.meta.dirname, `../../../node_modules/.cache/kill-worker-${process.pid}`);
  const nowhere = { apiUrl: 'http://127.0.0.1:9/', token: 'none' };
  const rehearsal: Orders = {
    url: '',
    order: 'before',
    addresses: { slack: nowhere, discord: { ...nowhere, applicationId: '1' } },
    rehearsal: true,
  };
  await bundleProgram({
    entry: path.join(import.meta.dirname, 'kill-worker.ts'),
    folder,
    launcher: 'worker.mjs',
    rehearsal: [JSON.stringify(rehearsal)],
  });
  process.once('exit', () => void rm(folder, { recursive: true, force: true }));
  return path.join(folder, 'worker.mjs');
}

/** A message whose title is its key: readers of the channel can tell them apart. */
function payloadOf(key: string): string {
  return packReport({ title: key, summary: `${key}.`, blocks: [], footer: 'Storm', actions: [] });
}

interface Ground {
  readonly store: Store;
  readonly workspace: Workspace;
  readonly account: Account;
  readonly pick: (n: number) => Place;
}

/** One digest that is due, to be made and posted, and messages that only have to be posted. Returns where each key goes. */
async function order({ store, workspace, account, pick }: Ground, posts: number): Promise<readonly [string, Place][]> {
  const rule = { weekday: 1, time: '09:00', zone: 'Europe/Berlin' };
  const turn = nextOccurrence(rule, Date.now() - WEEK);
  const place = pick(0);
  const { id } = await store.saveSubscription({
    ...rule,
    ...place,
    workspaceId: workspace.id,
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
  const messages = Array.from({ length: posts }, (_, n): [string, Place] => [`message-${id}-${n}`, pick(n + 1)]);
  for (const [key, to] of messages) {
    const now = Date.now();
    await store.addPost({
      ...to,
      workspaceId: workspace.id,
      key,
      payload: payloadOf(key),
      nextAt: now,
      createdAt: now,
    });
  }
  return [...messages, [`digest-${id}-${turn.week}`, place]];
}

interface Running {
  readonly child: ChildProcess;
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
}

function start(program: string, orders: Orders): Running {
  const child = spawn(process.execPath, [program, JSON.stringify(orders)], { stdio: ['ignore', 'pipe', 'inherit'] });
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

/** When a worker dies: so many calls after its first, and a moment. A busy machine changes nothing about that. */
interface Instant {
  readonly calls: number;
  readonly ms: number;
}

interface Watch {
  readonly more: () => Promise<void>;
  readonly calls: () => number;
  readonly goesOn: () => boolean;
  readonly freeze: number | undefined;
}

/** Kills and starts again; new work each time, so that every kill may hit some. */
async function killAgainAndAgain(
  program: string,
  orders: Orders,
  instants: readonly Instant[],
  { more, calls, goesOn, freeze }: Watch,
): Promise<number> {
  let kills = 0;
  for (const instant of instants) {
    if (!goesOn()) break;
    await more();
    const { child, ready, ended } = start(program, orders);
    await ready;
    const until = calls() + instant.calls;
    for (let waited = 0; calls() < until && waited < LONGEST_LIFE; waited += 2) await pause(2);
    await pause(instant.ms);
    if (freeze !== undefined) {
      child.kill('SIGSTOP');
      await pause(freeze);
      child.kill('SIGCONT');
      await pause(AFTER_FREEZE);
    }
    child.kill('SIGKILL');
    await ended;
    kills += 1;
  }
  return kills;
}

const isSettled = ({ state }: Post): boolean => state === 'sent' || state === 'dead' || state === 'held';

/** Posts of these keys, in portions that every database takes. */
async function findAll(store: Store, keys: readonly string[]): Promise<readonly Post[]> {
  const found: Post[] = [];
  for (let from = 0; from < keys.length; from += 500) {
    found.push(...(await store.findPosts(keys.slice(from, from + 500))));
  }
  return found;
}

/** Lets one worker finish what is left. */
async function drain(program: string, orders: Orders, store: Store, keys: readonly string[]): Promise<void> {
  const { child, ended } = start(program, orders);
  for (let waited = 0; waited < DRAIN; waited += 1_000) {
    await pause(1_000);
    const posts = await findAll(store, keys);
    if (posts.length === keys.length && posts.every(isSettled)) break;
  }
  child.kill('SIGKILL');
  await ended;
}

function judge(
  { seed, kills }: Pick<Storm, 'seed' | 'kills'>,
  wanted: ReadonlyMap<string, Place>,
  platforms: Platforms,
  recorded: readonly Post[],
): Verdict {
  const standing = platforms.standing();
  const countOf = (key: string): number => standing.get(key)?.length ?? 0;
  const isBlind = (key: string): boolean => wanted.get(key)?.channelId === platforms.blind.channelId;
  const keys = [...wanted.keys()];
  const seeing = keys.filter((key) => !isBlind(key));
  const blind = keys.filter(isBlind);
  const wrong = [...standing.keys()].filter((key) => !wanted.has(key));
  const lost = (some: readonly string[]): readonly string[] => some.filter((key) => countOf(key) === 0);
  const doubled = (some: readonly string[]): readonly string[] => some.filter((key) => countOf(key) > 1);
  const rows = new Map(recorded.map((post) => [post.key, post]));
  const isHeld = (key: string): boolean => rows.get(key)?.state === 'held';
  const blindly = lost(blind);
  const settled = new Set(recorded.filter(isSettled).map(({ key }) => key));
  return {
    seed,
    kills,
    ordered: keys.length,
    posts: [...standing.values()].reduce((sum, places) => sum + places.length, 0),
    lost: lost(seeing).length,
    doubled: doubled(seeing).length + wrong.length,
    unknown: keys.filter((key) => !settled.has(key)).length,
    blind: {
      ordered: blind.length,
      doubled: doubled(blind).length,
      held: blindly.filter(isHeld).length,
      lost: blindly.filter((key) => !isHeld(key)).length,
    },
    readBack: recorded.filter(({ via }) => via === 'read back').length,
    platforms: platforms.counts(),
    evidence: [...lost(keys), ...doubled(seeing), ...wrong]
      .slice(0, 10)
      .map((key) => ({ key, stands: standing.get(key), row: { ...rows.get(key), payload: undefined } })),
  };
}

/** Runs a storm. The verdict on loss and doubles comes from the platforms alone. */
export async function runStorm(storm: Storm): Promise<Verdict> {
  const { kills, postsPerKill, workers, seed, within = Infinity, order: when = 'before', url, freeze } = storm;
  const folder = await mkdtemp(path.join(tmpdir(), 'reachboard-storm-'));
  const database = url ?? `sqlite:${path.join(folder, 'storm.db')}`;
  const encryptionKey = new Secret(Buffer.alloc(32, 7).toString('base64'));
  const store = await openStore({ url: database, role: 'guest', encryptionKey, logger, clock: Date.now });
  const roll = dice(seed);
  const platforms = await startPlatforms(dice(seed + 1));
  try {
    const program = await bundledWorker();
    const workspace = await store.saveWorkspace('local', 'local');
    const account = await store.saveImportAccount(workspace.id, 'storm', 1);
    const wanted = new Map<string, Place>();
    const pick = (n: number): Place => {
      if (n > 0 && Math.floor(roll() * BLIND) === 0) return platforms.blind;
      return platforms.places[Math.floor(roll() * platforms.places.length)] ?? platforms.blind;
    };
    const more = async (): Promise<void> => {
      for (const [key, place] of await order({ store, workspace, account, pick }, postsPerKill)) wanted.set(key, place);
    };
    const orders: Orders = {
      url: database,
      addresses: platforms.addresses,
      order: when,
      ...(freeze !== undefined && { quarantine: freeze + BUSY }),
    };
    const each = Array.from({ length: workers }, (_, n) =>
      Array.from({ length: Math.floor((kills + n) / workers) }, () => ({
        calls: Math.floor(roll() * (postsPerKill + 1)),
        ms: roll() * 40,
      })),
    );
    const end = performance.now() + within;
    const watch = { more, calls: () => platforms.counts().calls, goesOn: () => performance.now() < end, freeze };
    const killed = await Promise.all(each.map((instants) => killAgainAndAgain(program, orders, instants, watch)));
    platforms.calm();
    await pause(NONCE_KEPT);
    await drain(program, orders, store, [...wanted.keys()]);
    return judge(
      { seed, kills: killed.reduce((sum, one) => sum + one, 0) },
      wanted,
      platforms,
      await findAll(store, [...wanted.keys()]),
    );
  } finally {
    await store.close();
    await platforms.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
