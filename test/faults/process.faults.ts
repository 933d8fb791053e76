import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { HOME } from '../../core/app.ts';
import { PLAIN_OPTIONS } from '../../core/digests/subscription.ts';
import { nextOccurrence } from '../../core/digests/wall-clock.ts';
import type { Store } from '../../core/ports.ts';
import { Secret } from '../../core/secret.ts';
import { openStore } from '../../db/open.ts';
import { createPostgresDatabase, stopPostgres } from '../fakes/postgres.ts';
import { runProgram, type Run } from '../fakes/program.ts';
import { picturesOf, textOf } from '../fakes/slack/reading.ts';
import { until } from '../fakes/slack/run.ts';
import { startLocalSlack, type LocalSlack } from '../fakes/slack/server.ts';
import { GENERAL, TEAM, type Message } from '../fakes/slack/state.ts';
import type { Orders } from '../unit/deliveries/kill-worker.ts';
import { bundledWorker, runStorm } from '../unit/deliveries/kills.ts';
import { startPlatforms, type Place, type Platforms } from '../unit/deliveries/platforms.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');
const WEEK = 7 * 86_400_000;
const quiet = (): void => undefined;
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };

function open(url: string, role: 'owner' | 'guest'): Promise<Store> {
  return openStore({ url, role, encryptionKey: new Secret(KEY), logger, clock: Date.now });
}

/** A digest that was due on Monday. */
async function orderDue(store: Store, workspaceId: number, accounts: readonly number[], to: Place): Promise<number> {
  const rule = { weekday: 1, time: '09:00', zone: 'Europe/Berlin' };
  const turn = nextOccurrence(rule, Date.now() - WEEK);
  const saved = await store.saveSubscription({
    ...rule,
    ...to,
    workspaceId,
    channelName: '#here',
    accounts,
    options: PLAIN_OPTIONS,
    ownerId: 'tester',
    ownerName: undefined,
    askedIn: undefined,
    nextAt: turn.at,
    zoneRules: 'of this test',
    createdAt: turn.at,
  });
  return saved.id;
}

/** Waits for minutes: a message whose process died is looked for only after its quarantine. */
async function atLast(holds: () => boolean): Promise<void> {
  for (let waited = 0; waited < 300_000 && !holds(); waited += 100) await pause(100);
  assert.ok(holds(), 'it never came');
}

/** How often each digest stands there. */
function digestsIn(platforms: Platforms): readonly number[] {
  return [...platforms.standing()].flatMap(([key, places]) => (key.startsWith('digest-') ? places.length : []));
}

describe('processes', function () {
  this.timeout(900_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'reachboard-process-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  after(stopPostgres);

  /** The program with made-up accounts, on the local Slack. */
  function startWith({ apiUrl, state }: LocalSlack): Run {
    return runProgram(folder, [], {
      DEMO: 'on',
      DATABASE_URL: `sqlite:${path.join(folder, 'reachboard.db')}`,
      ENCRYPTION_KEY: KEY,
      SLACK_API_URL: apiUrl,
      SLACK_BOT_TOKEN: state.botToken,
      SLACK_APP_TOKEN: state.appToken,
    });
  }

  /** A due digest to Slack, ordered beside the running program. */
  async function orderInSlack(): Promise<{ readonly store: Store; readonly id: number }> {
    const store = await open(`sqlite:${path.join(folder, 'reachboard.db')}`, 'guest');
    const home = await store.saveWorkspace(HOME.platform, HOME.remoteId);
    const accounts = (await store.listAccounts(home.id)).map(({ id }) => id).slice(0, 1);
    const to = { platform: 'slack', workspaceRemoteId: TEAM, channelId: GENERAL } as const;
    return { store, id: await orderDue(store, home.id, accounts, to) };
  }

  function postsIn({ state }: LocalSlack): readonly Message[] {
    return state.messages.filter(({ channel }) => channel === GENERAL);
  }

  it('row 38: a picture that was late stands in its message after kill -9 and a new start', async () => {
    const slack = await startLocalSlack();
    try {
      slack.state.looks = 1_000;
      const first = startWith(slack);
      await first.says(/Ctrl-C/u);
      const { store } = await orderInSlack();
      await atLast(() => postsIn(slack).length > 0);
      const [post] = postsIn(slack);
      assert.ok(post !== undefined);
      assert.match(textOf(post), /The chart follows/u);
      first.child.kill('SIGKILL');
      await first.ended;
      slack.state.looks = 1;
      const second = startWith(slack);
      await atLast(() => picturesOf(post).length > 0);
      assert.doesNotMatch(textOf(post), /The chart follows/u);
      assert.equal(postsIn(slack).length, 1);
      second.child.kill('SIGTERM');
      assert.equal(await second.ended, 0);
      await store.close();
    } finally {
      await slack.stop();
    }
  });

  it('row 39: SIGTERM in mid-digest ends with status 0, and the next process posts it once', async () => {
    const slack = await startLocalSlack();
    try {
      const first = startWith(slack);
      await first.says(/Ctrl-C/u);
      const { store, id } = await orderInSlack();
      await until(
        () => store.listRuns(id, 5),
        (runs) => runs.length > 0,
      );
      const begun = Date.now();
      first.child.kill('SIGTERM');
      assert.equal(await first.ended, 0);
      process.stdout.write(`      stopped after ${Date.now() - begun} ms, with ${postsIn(slack).length} posts\n`);
      const second = startWith(slack);
      await second.says(/Ctrl-C/u);
      await atLast(() => postsIn(slack).length > 0);
      second.child.kill('SIGTERM');
      assert.equal(await second.ended, 0);
      assert.equal(postsIn(slack).length, 1);
      assert.equal((await store.listRuns(id, 5))[0]?.state, 'built');
      await store.close();
    } finally {
      await slack.stop();
    }
  });

  it('row 40: a second process on the same file ends with status 3 and a sentence', async () => {
    const first = runProgram(folder, [], { DEMO: 'on' });
    await first.says(/Ctrl-C/u);
    const second = runProgram(folder, [], { DEMO: 'on' });
    assert.equal(await second.ended, 3);
    assert.match(second.err(), /^[A-Z][^\n]*\.\s*[^\n]*$/mu);
    first.child.kill('SIGTERM');
    assert.equal(await first.ended, 0);
  });

  it('row 41: processes frozen for longer than their lease double nothing', async () => {
    const url = await createPostgresDatabase();
    await (await open(url, 'owner')).close();
    const seed = Math.floor(Math.random() * 1_000_000);
    const verdict = await runStorm({ kills: 10, postsPerKill: 5, workers: 2, seed, url, freeze: 1_800 });
    process.stdout.write(`      frozen ten times: ${JSON.stringify(verdict)}\n`);
    const { lost, doubled, unknown } = verdict;
    assert.deepEqual({ lost, doubled, unknown }, { lost: 0, doubled: 0, unknown: 0 });
  });

  it('row 46: a digest that kills its process is given up after three deaths; the others are posted', async () => {
    const url = `sqlite:${path.join(folder, 'poison.db')}`;
    const store = await open(url, 'guest');
    const platforms = await startPlatforms(() => 1);
    try {
      const { id: workspaceId } = await store.saveWorkspace('local', 'local');
      const account = await store.saveImportAccount(workspaceId, 'storm', 1);
      const [to] = platforms.places;
      assert.ok(to !== undefined);
      const { id: other } = await store.saveWorkspace('local', 'poisoned');
      const poison = await orderDue(store, other, [account.id], to);
      const ids = [poison];
      for (let n = 0; n < 5; n += 1) ids.push(await orderDue(store, workspaceId, [account.id], to));
      const orders: Orders = { url, addresses: platforms.addresses, order: 'before', poison: other };
      let deaths = 0;
      const stateOf = async (id: number): Promise<string | undefined> => (await store.listRuns(id, 1))[0]?.state;
      while ((await stateOf(poison)) !== 'failed' && deaths < 10) {
        const child = spawn(process.execPath, [await bundledWorker(), JSON.stringify(orders)], { stdio: 'ignore' });
        const ended = once(child, 'exit').then(() => true);
        while (!(await Promise.race([ended, new Promise((go) => setTimeout(go, 100, false))]))) {
          if ((await stateOf(poison)) === 'failed') break;
        }
        if (child.signalCode === 'SIGKILL') deaths += 1;
        else {
          await atLast(() => digestsIn(platforms).length === ids.length - 1);
          child.kill('SIGKILL');
        }
        await ended;
      }
      assert.equal(deaths, 3);
      const runs = await Promise.all(ids.map(stateOf));
      assert.deepEqual(runs, ['failed', 'built', 'built', 'built', 'built', 'built']);
      assert.match((await store.listRuns(poison, 1))[0]?.because ?? '', /ended the program 3 times/u);
      assert.deepEqual(digestsIn(platforms), [1, 1, 1, 1, 1]);
    } finally {
      await store.close();
      await platforms.stop();
    }
  });
});
