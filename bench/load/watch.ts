/** Watches the program from outside while its digests go out: what the platforms got, its memory, and how long people wait. */
import { setTimeout as pause } from 'node:timers/promises';
import type { FakeDiscord } from '../../test/fakes/discord/server.ts';
import { createPeople } from '../../test/fakes/slack/people.ts';
import type { LocalSlack } from '../../test/fakes/slack/server.ts';
import { GENERAL } from '../../test/fakes/slack/state.ts';

const LONGEST = 30 * 60_000;
/** Nothing more is waited for when nothing has moved for so long. */
const STILL = 90_000;
/** Slack takes 50 changes of messages a minute: people there ask in turn, and at most this often. */
const ASKED_IN_SLACK = 3_000;
const NEVER_SHOWN = 60_000;

export interface Setting {
  readonly slack: LocalSlack;
  readonly discord: FakeDiscord;
  /** Of the local page. */
  readonly url: string;
}

/** Times in ms, memory in MB. */
export interface Measured {
  readonly slack: number;
  readonly discord: number;
  readonly pictures: number;
  /** From when they were due to the last text and the last picture. */
  readonly lastAfter: number;
  readonly lastPictureAfter: number;
  readonly base: number;
  readonly most: number;
  readonly acknowledged: readonly number[];
  /** From the command in Slack to its answer in the channel. */
  readonly shown: readonly number[];
  readonly answered: readonly number[];
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

/** Another period each time, so that no answer comes from memory. */
function question(round: number): string {
  return `reach ${(round % 60) + 2}d`;
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

/** Somebody in Slack who asks, waits for the answer, and asks again, until told to stop. */
async function askInSlack(slack: LocalSlack, signal: AbortSignal) {
  const people = createPeople(slack);
  const [acknowledged, shown]: [number[], number[]] = [[], []];
  const answers = (): number =>
    slack.state.messages.filter(({ channel, call }) => channel === GENERAL && call === 'chat.postMessage').length;
  for (let round = 0; !signal.aborted; round += 1) {
    const [begun, before] = [performance.now(), answers()];
    acknowledged.push(await timed(() => people.command(question(round))));
    while (answers() === before && performance.now() - begun < NEVER_SHOWN) await pause(10);
    shown.push(performance.now() - begun);
    await pause(Math.max(0, ASKED_IN_SLACK - (performance.now() - begun)));
  }
  return { acknowledged, shown };
}

/** Watches until all is posted and the pictures have come, or nothing moves any more. */
export async function watch(setting: Setting, count: number, due: number): Promise<Measured> {
  const { slack, url } = setting;
  await ask(url, 'reach week');
  const base = await residentMegabytes(url);
  let [most, posted, pictures, postedAt, picturedAt] = [base, 0, 0, due, due];
  const answered: number[] = [];
  while (Date.now() < due) await pause(200);
  const end = new AbortController();
  const inSlack = askInSlack(slack, end.signal);
  for (let round = 0; Date.now() < due + LONGEST; round += 1) {
    answered.push(await timed(() => ask(url, question(round))));
    most = Math.max(most, await residentMegabytes(url));
    const now = counts(setting);
    if (now.slack + now.discord > posted) postedAt = Date.now();
    if (now.pictures > pictures) picturedAt = Date.now();
    [posted, pictures] = [now.slack + now.discord, now.pictures];
    if (posted >= count && (pictures >= count || Date.now() - Math.max(postedAt, picturedAt) > STILL)) break;
    if (round % 20 === 0) process.stderr.write(`${posted} of ${count} posted, ${pictures} with a picture\n`);
    await pause(500);
  }
  end.abort();
  const [lastAfter, lastPictureAfter] = [postedAt - due, picturedAt - due];
  return { ...counts(setting), lastAfter, lastPictureAfter, base, most, ...(await inSlack), answered };
}
