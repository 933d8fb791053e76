/**
 * `npm run bench:load`: a thousand weekly digests that fall due in the same minute, half in Slack, half in Discord, while
 * people ask. The program runs as an operator runs it; the platforms beside it keep their published limits.
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
import { startDiscord, type FakeDiscord } from '../../test/fakes/discord/server.ts';
import { createPeople } from '../../test/fakes/slack/people.ts';
import { startLocalSlack, type LocalSlack } from '../../test/fakes/slack/server.ts';
import { TEAM } from '../../test/fakes/slack/state.ts';
import type { InstagramFacts } from '../calls/instagram.ts';
import { hear } from '../race.ts';
import { SILENT } from '../silent.ts';
import { tableOf, isMissed, type Row } from '../table.ts';
import { keepLimits, type Limits } from './limits.ts';

const ROOT = join(import.meta.dirname, '../..');
const KEY = Buffer.alloc(32, 7).toString('base64');
const MINUTE = 60_000;
const UNTIL_DUE = 20_000;
const LONGEST = 20 * 60_000;
/** What is promised: all posted within this, in so much more memory, with people answered meanwhile. */
const GOALS = { minutes: 10, megabytes: 300, acknowledgedMs: 1_000, answeredMs: 5_000 };

interface Setting {
  readonly slack: LocalSlack;
  readonly discord: FakeDiscord;
  readonly limits: Limits;
  readonly url: string;
}

interface Measured {
  readonly slack: number;
  readonly discord: number;
  readonly pictures: number;
  readonly lastAfter: number;
  readonly base: number;
  readonly most: number;
  readonly acknowledged: readonly number[];
  readonly answered: readonly number[];
}

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

async function residentMegabytes(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\d+)$/mu.exec(text)?.[1] ?? NaN) / 1_048_576;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

function ask(url: string, text: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${url}/api/commands`, { method: 'POST', headers, body: JSON.stringify({ text }) }).then((response) =>
    response.json(),
  );
}

function counts({ slack, discord }: Setting) {
  const inSlack = slack.state.messages.filter(
    ({ call, channel }) => call === 'chat.postMessage' && channel.startsWith('C0LOAD'),
  );
  const inDiscord = discord.messages().filter(({ channelId }) => channelId.startsWith('62'));
  const pictures =
    inSlack.filter(({ blocks }) => blocks.some(({ type }) => type === 'image')).length +
    inDiscord.filter(({ files }) => files.length > 0).length;
  return { slack: inSlack.length, discord: inDiscord.length, pictures };
}

/** Watches until all is posted and the pictures have come, or nothing moves any more. */
async function watch(setting: Setting, count: number, due: number): Promise<Measured> {
  const people = createPeople(setting.slack);
  await ask(setting.url, 'reach week');
  const base = await residentMegabytes(setting.url);
  let [most, lastAfter, known, seen, movedAt] = [base, 0, 0, 0, Date.now()];
  const [acknowledged, answered]: [number[], number[]] = [[], []];
  while (Date.now() < due) await pause(200);
  for (let round = 0; Date.now() < due + LONGEST; round += 1) {
    const period = `${(round % 60) + 2}d`;
    answered.push(await timed(() => ask(setting.url, `reach ${period}`)));
    acknowledged.push(await timed(() => people.command(`reach ${period}`).catch(() => undefined)));
    most = Math.max(most, await residentMegabytes(setting.url));
    const now = counts(setting);
    const posted = now.slack + now.discord;
    if (posted > known) lastAfter = Date.now() - due;
    if (posted + now.pictures > seen) movedAt = Date.now();
    [known, seen] = [posted, posted + now.pictures];
    if (posted >= count && (now.pictures >= count || Date.now() - movedAt > 90_000)) break;
    if (round % 20 === 0) process.stderr.write(`${posted} of ${count} posted, ${now.pictures} with a picture\n`);
    await pause(500);
  }
  return { ...counts(setting), lastAfter, base, most, acknowledged, answered };
}

function rowsOf(measured: Measured, count: number, { refused }: Limits): readonly Row[] {
  const { slack, discord, pictures, lastAfter, base, most, acknowledged, answered } = measured;
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
    { what: 'with their picture', numbers: `${pictures} of ${count}`, ratio: pictures / count },
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
  const program = spawn(process.execPath, [launcher], {
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
    return rowsOf(await watch({ slack, discord, limits, url }, count, due), count, limits);
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
