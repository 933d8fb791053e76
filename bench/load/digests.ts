/**
 * `npm run bench:load`: a thousand weekly digests that fall due in the same minute, half in Slack, half in Discord, while
 * people ask. The program runs as on a small machine; the platforms beside it keep their published limits.
 * `--count 200` orders fewer.
 */
import { fork, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { HOME } from '../../core/app.ts';
import { PLAIN_OPTIONS } from '../../core/digests/subscription.ts';
import { zoneRules } from '../../core/digests/wall-clock.ts';
import { Secret } from '../../core/secret.ts';
import { openStore } from '../../db/open.ts';
import { startDiscord } from '../../test/fakes/discord/server.ts';
import { startLocalSlack } from '../../test/fakes/slack/server.ts';
import { TEAM } from '../../test/fakes/slack/state.ts';
import type { InstagramFacts } from '../calls/instagram.ts';
import { hear } from '../race.ts';
import { SILENT } from '../silent.ts';
import { tableOf, isMissed, type Row } from '../table.ts';
import { keepLimits, type Limits } from './limits.ts';
import { watch, type Measured } from './watch.ts';

const ROOT = join(import.meta.dirname, '../..');
const KEY = Buffer.alloc(32, 7).toString('base64');
const MINUTE = 60_000;
const UNTIL_DUE = 20_000;
/** What is promised: all posted within this, in so much more memory, with people answered meanwhile. */
const GOALS = { minutes: 10, megabytes: 300, acknowledgedMs: 1_000, answeredMs: 5_000 };
/** What Node gives its heap by itself on a machine of 512 MB; on larger ones it collects garbage later and looks larger. */
const SMALL_MACHINE = '--max-old-space-size=256';

function percentile(times: readonly number[], share: number): number {
  return [...times].sort((one, other) => one - other)[Math.ceil(times.length * share) - 1] ?? NaN;
}

async function order(file: string, count: number): Promise<number> {
  const store = await openStore({
    url: `sqlite:${file}`,
    role: 'guest',
    encryptionKey: new Secret(KEY),
    logger: SILENT,
    clock: Date.now,
  });
  try {
    const home = await store.saveWorkspace(HOME.platform, HOME.remoteId);
    const accounts = await store.listAccounts(home.id);
    // The next whole minute that is far enough away.
    const due = new Date(Math.ceil((Date.now() + UNTIL_DUE) / MINUTE) * MINUTE);
    const weekday = due.getUTCDay() === 0 ? 7 : due.getUTCDay();
    for (let n = 0; n < count; n += 1) {
      const inSlack = n % 2 === 0;
      const account = accounts[n % accounts.length];
      await store.saveSubscription({
        workspaceId: home.id,
        platform: inSlack ? 'slack' : 'discord',
        workspaceRemoteId: inSlack ? TEAM : '700000000000000001',
        channelId: inSlack ? slackChannel(n) : String(620_000_000_000_000_000n + BigInt(n)),
        channelName: `#${n}`,
        accounts: account === undefined ? [] : [account.id],
        weekday,
        time: due.toISOString().slice(11, 16),
        zone: 'UTC',
        options: PLAIN_OPTIONS,
        ownerId: 'operator',
        ownerName: undefined,
        askedIn: undefined,
        nextAt: due.getTime(),
        zoneRules: zoneRules(),
        createdAt: Date.now(),
      });
    }
    return due.getTime();
  } finally {
    await store.close();
  }
}

function slackChannel(n: number): string {
  return `C0LOAD${String(n).padStart(4, '0')}`;
}

function rowsOf(measured: Measured, count: number, { refused }: Limits): readonly Row[] {
  const { slack, discord, pictures, lastAfter, lastPictureAfter, base, most } = measured;
  const { acknowledged, shown, answered } = measured;
  const minutes = lastAfter / MINUTE;
  const times = (all: readonly number[]): string =>
    `p50 ${percentile(all, 0.5).toFixed(0)} ms, p95 ${percentile(all, 0.95).toFixed(0)} ms of ${all.length}`;
  const told = [...refused].map(([what, often]) => `${what}: ${often}`).join(', ');
  return [
    {
      what: 'digests posted, each once',
      numbers: `${slack} in Slack, ${discord} in Discord`,
      ratio: (slack + discord) / count,
      goal: { atLeast: 1 },
    },
    {
      what: 'digests posted, no more',
      numbers: `${slack + discord} of ${count}`,
      ratio: (slack + discord) / count,
      goal: { atMost: 1 },
    },
    {
      what: 'with their picture',
      numbers: `${pictures} of ${count}, the last after ${(lastPictureAfter / MINUTE).toFixed(1)} minutes`,
      ratio: pictures / count,
      goal: { atLeast: 1 },
    },
    {
      what: `time to the last post, over ${GOALS.minutes} minutes`,
      numbers: `${minutes.toFixed(1)} minutes`,
      ratio: minutes / GOALS.minutes,
      goal: { atMost: 1 },
    },
    {
      what: `most resident memory over base, over ${GOALS.megabytes} MB`,
      numbers: `${most.toFixed(0)} MB over ${base.toFixed(0)} MB`,
      ratio: (most - base) / GOALS.megabytes,
      goal: { atMost: 1 },
    },
    {
      what: 'commands acknowledged in Slack meanwhile, p95 over one second',
      numbers: times(acknowledged),
      ratio: percentile(acknowledged, 0.95) / GOALS.acknowledgedMs,
      goal: { atMost: 1 },
    },
    {
      what: 'commands answered in Slack meanwhile, p95 over five seconds',
      numbers: times(shown),
      ratio: percentile(shown, 0.95) / GOALS.answeredMs,
      goal: { atMost: 1 },
    },
    {
      what: 'commands answered on the page meanwhile, p95 over five seconds',
      numbers: times(answered),
      ratio: percentile(answered, 0.95) / GOALS.answeredMs,
      goal: { atMost: 1 },
    },
    {
      what: '“not so fast” heard',
      numbers: told === '' ? 'never' : told,
      ratio: [...refused.values()].reduce((sum, one) => sum + one, 0) / count,
    },
  ];
}

async function measure(count: number): Promise<readonly Row[]> {
  const launcher = join(ROOT, 'dist/main.js');
  if (!existsSync(launcher)) throw new Error('Run `npm run build` first.');
  const folder = mkdtempSync(join(tmpdir(), 'reachboard-load-'));
  const instagram = fork(join(ROOT, 'bench/calls/instagram.ts'));
  const [slack, discord] = [await startLocalSlack(), await startDiscord()];
  const limits = keepLimits(slack, discord);
  for (let n = 0; n < count; n += 2) {
    const id = slackChannel(n);
    slack.state.channels.set(id, { id, name: id.toLowerCase(), private: false, member: true, archived: false });
  }
  const { url: graph, token } = await hear<InstagramFacts>(instagram);
  const file = join(folder, 'reachboard.db');
  const program = spawn(process.execPath, [SMALL_MACHINE, launcher], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: {
      PATH: process.env['PATH'],
      HTTP_PORT: '0',
      DATABASE_URL: `sqlite:${file}`,
      ENCRYPTION_KEY: KEY,
      GRAPH_API_URL: graph,
      INSTAGRAM_ACCESS_TOKEN: token,
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: slack.state.botToken,
      SLACK_APP_TOKEN: slack.state.appToken,
      DISCORD_API_URL: discord.apiUrl,
      DISCORD_TOKEN: discord.token,
      DISCORD_APPLICATION_ID: discord.applicationId,
      LOG_LEVEL: 'silent',
    },
  });
  try {
    let screen = '';
    program.stdout.on('data', (chunk: Buffer) => (screen += chunk.toString()));
    while (!screen.includes('Ctrl-C')) {
      if (program.exitCode !== null) throw new Error(`The program ended: ${screen}`);
      await pause(100);
    }
    const url = /http:\/\/\S+:\d+/u.exec(screen)?.[0] ?? '';
    const due = await order(file, count);
    return rowsOf(await watch({ slack, discord, url }, count, due), count, limits);
  } finally {
    program.kill('SIGTERM');
    if (program.exitCode === null) await once(program, 'exit');
    instagram.kill();
    await Promise.all([slack.stop(), discord.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

const { values } = parseArgs({ options: { count: { type: 'string', default: '1000' } } });
const rows = await measure(Number(values.count));
console.log(tableOf(rows));
if (rows.some(isMissed)) process.exitCode = 1;
