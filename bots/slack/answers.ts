/** From a question to what the person sees: asks the door, then shows the answer where it was asked. */
import { LRUCache } from 'lru-cache';
import type { Caller, RenderedAnswer } from '../../core/commands.ts';
import type { Door, Logger } from '../../core/ports.ts';
import type { RenderedReport } from '../../core/reports/report.ts';
import type { Callers, Person } from './callers.ts';
import { codeOf, isNoEntry, isUnsure, retryAfter } from './faults.ts';
import type { Lanes } from './lanes.ts';
import { PLAIN_LOOK } from './message.ts';
import { reportModal } from './modals.ts';
import type { Pace } from './pace.ts';
import { degrade, hasFiles, type Posting, type Sent } from './posting.ts';
import { respondTo, type Reply } from './respond.ts';
import type { Workspaces } from './workspaces.ts';

/** Where a question was asked, and so where its answer goes. */
export type Place =
  | {
      readonly kind: 'command';
      readonly channel: string;
      readonly channelName: string;
      readonly responseUrl: string;
    }
  | { readonly kind: 'message'; readonly channel: string; readonly ts: string; readonly responseUrl: string }
  | {
      readonly kind: 'ephemeral';
      readonly channel: string;
      readonly ts: string;
      readonly responseUrl: string;
      /** The message has served its purpose once the answer stands in the channel. */
      readonly done: boolean;
    }
  | { readonly kind: 'view'; readonly viewId: string };

export type Question = (door: Door, caller: Caller) => Promise<RenderedAnswer>;

export interface Answers {
  /** Never rejects. */
  exchange(question: Question, person: Person, place: Place): Promise<void>;
}

export interface AnswersOptions {
  readonly door: () => Door | undefined;
  readonly workspaces: Workspaces;
  readonly callers: Callers;
  readonly lanes: Lanes;
  readonly posting: Posting;
  readonly pace: Pace;
  readonly logger: Logger;
  readonly count: (status: RenderedAnswer['status']) => void;
}

type Reachable = Exclude<Place, { kind: 'view' }>;

const MOST_TURNS = 5_000;

function note(title: string, text: string): RenderedReport {
  const blocks = [{ kind: 'notice' as const, tone: 'warning' as const, text }];
  return { title, summary: text, blocks, footer: 'Reachboard', actions: [] };
}

/** What is said when a door breaks its promise never to reject. */
const APOLOGY: RenderedAnswer = {
  status: 'unanswerable',
  audience: 'caller',
  data: undefined,
  report: note('No answer', 'Something went wrong on our side. Please try again.'),
};
const UNSURE = note(
  'Not confirmed',
  'Slack did not confirm the answer. If it is not in the channel in a minute, please ask again.',
);
const NO_FILE = note(
  'No file',
  'Slack did not take the file. Invite Reachboard with /invite @Reachboard and ask again.',
);
const WORKING: Reply = { message: { text: 'Working on it …', blocks: [] } };

function turnKey(place: Place): string | undefined {
  if (place.kind === 'view') return place.viewId;
  return place.kind === 'command' ? undefined : `${place.channel}:${place.ts}`;
}

/** A report without pictures, which cannot go through a command's own address: their tables do. `because`: why. */
function withoutPictures(report: RenderedReport, because: string): RenderedReport {
  if (!report.blocks.some(({ kind }) => kind === 'picture' || kind === 'file')) return report;
  return { ...report, blocks: [...report.blocks, { kind: 'notice', tone: 'info', text: because }] };
}

const NO_ENTRY = 'Charts and files show here once Reachboard is in this channel: /invite @Reachboard';
const CROWDED = 'Slack takes no charts and files in this channel at the moment: too much is posted. Ask again later.';

/** Why an answer goes through the command's own address; undefined where that would not help. */
function detourWords(error: unknown): string | undefined {
  if (isNoEntry(error)) return NO_ENTRY;
  return retryAfter(error) === undefined ? undefined : CROWDED;
}

export function createAnswers(options: AnswersOptions): Answers {
  const { workspaces, callers, lanes, posting, pace, logger } = options;
  /** Of several answers on their way to one message, the one asked for last wins. */
  const turns = new LRUCache<string, number>({ max: MOST_TURNS });
  let turn = 0;

  async function hear(question: Question, person: Person, place: Place): Promise<RenderedAnswer> {
    const door = options.door();
    if (door === undefined) return APOLOGY;
    try {
      const channel = place.kind === 'view' ? undefined : place.channel;
      const name = place.kind === 'command' ? place.channelName : undefined;
      return await question(door, await callers.find(person, channel, name));
    } catch (error) {
      logger.error({ error }, 'the door rejected');
      return APOLOGY;
    }
  }

  function respond(report: RenderedReport, url: string, reply: Reply): Promise<void> {
    return degrade(
      report,
      PLAIN_LOOK,
      (message) =>
        lanes.run(`response:${url}`, () => respondTo(url, { ...reply, message }, pace.call), { within: pace.answer }),
      () => Promise.resolve(),
    );
  }

  /** To the person alone; where the address has worn out, by a call of its own. */
  async function whisper(report: RenderedReport, person: Person, place: Reachable): Promise<void> {
    try {
      await respond(report, place.responseUrl, { replace: place.kind === 'ephemeral' });
    } catch (error) {
      if (isUnsure(error)) throw error;
      const client = await workspaces.client(person.team);
      const { channel } = place;
      await degrade(
        report,
        PLAIN_LOOK,
        ({ text, blocks }) => {
          const whispered = { channel, user: person.user, text, blocks: [...blocks], parse: 'none' } as const;
          return lanes.run(`${person.team}:${channel}`, () => client.chat.postEphemeral(whispered), {
            within: pace.answer,
          });
        },
        () => Promise.resolve(),
      );
    }
    if (hasFiles(report)) await sendFilesPrivately(report, person);
  }

  async function sendFilesPrivately(report: RenderedReport, { team, user }: Person): Promise<void> {
    const client = await workspaces.client(team);
    const { channel } = await client.conversations.open({ users: user });
    if (channel?.id !== undefined) await posting.sendFiles(client, report, team, { channel: channel.id });
  }

  async function sendFilesTo(report: RenderedReport, person: Person, place: Reachable, sent: Sent): Promise<void> {
    const client = await workspaces.client(person.team);
    const home = { channel: sent.channel, thread: sent.ts };
    if (await posting.sendFiles(client, report, person.team, home)) return;
    await respond(NO_FILE, place.responseUrl, {});
  }

  /** In the channel, with pictures; where the bot may not post (any more now), through the address of the command. */
  async function publish(report: RenderedReport, person: Person, place: Reachable, mine: number): Promise<void> {
    const { team } = person;
    const client = await workspaces.client(team);
    const inPlace = place.kind === 'message' ? { ts: place.ts } : {};
    try {
      const current = ({ channel, ts }: Sent): boolean => (turns.get(`${channel}:${ts}`) ?? mine) <= mine;
      const home = { team, channel: place.channel, ...inPlace };
      const spot = { ...home, within: pace.answer, current, late: 'follow' } as const;
      const sent = await posting.send(client, report, spot);
      if (hasFiles(report)) await sendFilesTo(report, person, place, sent);
    } catch (error) {
      if (isUnsure(error)) {
        logger.warn({ code: codeOf(error) }, 'Slack did not confirm an answer');
        await respond(UNSURE, place.responseUrl, {});
        return;
      }
      const because = detourWords(error);
      if (because === undefined) throw error;
      await respond(withoutPictures(report, because), place.responseUrl, {
        everybody: true,
        replace: place.kind === 'message',
      });
    }
  }

  async function show(answer: RenderedAnswer, person: Person, place: Place, mine: number): Promise<void> {
    if (place.kind === 'view') {
      const client = await workspaces.client(person.team);
      const view = { view_id: place.viewId, view: reportModal(answer.report) };
      await lanes.run(`views:${person.team}`, () => client.views.update(view), { within: pace.answer });
      return;
    }
    if (answer.audience === 'caller') {
      await whisper(answer.report, person, place);
      return;
    }
    await publish(answer.report, person, place, mine);
    if (place.kind === 'ephemeral' && place.done) await respondTo(place.responseUrl, { remove: true }, pace.call);
  }

  /** Tells a person who waits for a command that it was heard; returns how to take that back. */
  function reassure(place: Place): () => Promise<void> {
    if (place.kind !== 'command') return () => Promise.resolve();
    const say = (reply: Reply): Promise<void> =>
      respondTo(place.responseUrl, reply, pace.call).catch((error: unknown) => {
        logger.debug({ code: codeOf(error) }, 'a word in between did not reach Slack');
      });
    let said: Promise<void> | undefined;
    const timer = setTimeout(() => {
      said = say(WORKING);
    }, pace.working);
    return async () => {
      clearTimeout(timer);
      if (said === undefined) return;
      await said;
      await say({ remove: true });
    };
  }

  return {
    async exchange(question, person, place) {
      const key = turnKey(place);
      turn += 1;
      const mine = turn;
      if (key !== undefined) turns.set(key, mine);
      const calm = reassure(place);
      try {
        const answer = await hear(question, person, place);
        options.count(answer.status);
        if (key === undefined || turns.get(key) === mine) await show(answer, person, place, mine);
      } catch (error) {
        logger.warn({ code: codeOf(error), place: place.kind }, 'an answer did not reach Slack');
      } finally {
        await calm();
      }
    },
  };
}
