/** Questions and answers of the page: asks the door, keeps what was said, delivers each report once. */
import { LRUCache } from 'lru-cache';
import type { Caller, RenderedAnswer } from '../../core/commands.ts';
import { AppError } from '../../core/errors.ts';
import type { ImportWish } from '../../core/imports/import-wish.ts';
import type { Clock, Door, Logger } from '../../core/ports.ts';
import { fitReport } from '../../core/reports/fit.ts';
import type { RenderedReport, Theme } from '../../core/reports/report.ts';
import type { Secret } from '../../core/secret.ts';
import type { Metrics } from '../http/metrics.ts';
import { createChannels, type Channels } from './channels.ts';
import { WEB_LIMITS } from './limits.ts';
import { toPageReport } from './message.ts';
import { createPictures, type Pictures } from './pictures.ts';
import { toLook } from './looks.ts';
import type { LookName, PageAnswer, PageLook, PageMessage, PageReply } from './wire.ts';

/** Where an answer is shown: nowhere (a script), in a channel, or in place of an earlier answer. */
export interface Place {
  readonly channel?: string;
  readonly message?: string;
}

export interface Conversation {
  readonly channels: Channels;
  readonly pictures: Pictures;
  ask(door: Door, text: string, place: Place): Promise<PageReply>;
  connect(door: Door, token: Secret, place: Place): Promise<PageReply>;
  importFiles(door: Door, wish: ImportWish, place: Place): Promise<PageReply>;
  /** The same key again gives the id of the same message. `under`: the message that it answers, while that is shown. */
  deliver(channel: string, report: RenderedReport, key: string, under: string | undefined): string;
  /** Puts a report in place of a delivered one. */
  edit(message: string, report: RenderedReport): void;
  /** The message delivered with this key, while the channel still shows it. */
  findDelivered(key: string): string | undefined;
  /** What a message would be on another platform; undefined when it is not kept any more. */
  look(message: string, name: LookName): PageLook | undefined;
  /** Resolves when nothing is being answered any more. */
  settled(): Promise<void>;
}

const THEMES: readonly Theme[] = ['light', 'dark'];
const MOST_KEYS = 2_000;
/** Reports kept whole, pictures and all, to be shown as on other platforms. */
const MOST_REPORTS = 50;
/** A word that may be an access token is not kept in the history. */
const TOKEN_LIKE = /\b(?:EAA|IG)[A-Za-z0-9_-]{20,}/gu;

/** Whoever reaches the loopback page owns this machine: an admin (product contract §5). */
export const PAGE_CALLER: Caller = {
  workspace: { platform: 'local', remoteId: 'local' },
  home: true,
  userId: 'page',
  admin: true,
  channelId: undefined,
};

/** What is said when a door breaks its promise never to reject. */
const APOLOGY: RenderedAnswer = {
  status: 'unanswerable',
  audience: 'caller',
  data: undefined,
  report: {
    title: 'No answer',
    summary: 'Something went wrong on our side.',
    blocks: [{ kind: 'notice', tone: 'warning', text: 'Something went wrong on our side. Please try again.' }],
    footer: 'Reachboard',
    actions: [],
  },
};

/** An answer as the page gets it, and whole. */
interface Heard {
  readonly said: PageAnswer;
  readonly whole: RenderedReport;
}

export function createConversation(logger: Logger, clock: Clock, metrics: Metrics): Conversation {
  const channels = createChannels(clock);
  const pictures = createPictures();
  const running = new Set<Promise<unknown>>();
  const delivered = new Map<string, string>();
  const reports = new LRUCache<string, RenderedReport>({ max: MOST_REPORTS });
  /** Of several answers on their way to one message, the one asked for last wins. */
  const turns = new Map<string, number>();
  const counter = metrics.counter('reachboard_commands_total', 'Answered commands by platform and status.');
  let turn = 0;

  async function hear(answering: Promise<RenderedAnswer>): Promise<Heard> {
    const answer = await answering.catch((error: unknown) => {
      logger.error({ error }, 'the door rejected');
      return APOLOGY;
    });
    counter.add({ platform: 'local', status: answer.status });
    const report = fitReport(answer.report, WEB_LIMITS);
    pictures.keep(report);
    const { status, audience, data } = answer;
    const said = { status, audience, report: toPageReport(report), ...(data === undefined ? {} : { data }) };
    return { said, whole: answer.report };
  }

  function place(question: string, { channel, message }: Place): string | undefined {
    if (message !== undefined) {
      const shown = channels.find(message);
      if (shown === undefined) throw new AppError('not-found', 'That message is not here any more.');
      const { question: asked, answer } = shown;
      channels.change(message, {
        pending: true,
        ...(asked === undefined ? {} : { question: asked }),
        ...(answer === undefined ? {} : { answer }),
      });
      return message;
    }
    return channel === undefined ? undefined : channels.post(channel, { question, pending: true }).id;
  }

  async function exchange(
    question: string,
    where: Place,
    answering: () => Promise<RenderedAnswer>,
  ): Promise<PageReply> {
    const id = place(question.replaceAll(TOKEN_LIKE, '[hidden]'), where);
    if (id === undefined) return (await hear(answering())).said;
    turn += 1;
    const mine = turn;
    turns.set(id, mine);
    const { said: answer, whole } = await hear(answering());
    const { status, audience, report } = answer;
    if (turns.get(id) !== mine) return answer;
    turns.delete(id);
    const shown = channels.find(id);
    if (shown === undefined) return answer;
    reports.set(id, whole);
    const kept = shown.question === undefined ? {} : { question: shown.question };
    const message = channels.change(id, { ...kept, pending: false, answer: { status, audience, report } });
    return { ...answer, ...(message === undefined ? {} : { message }) };
  }

  function delivery(report: RenderedReport): NonNullable<PageMessage['answer']> {
    const fitted = fitReport(report, WEB_LIMITS);
    pictures.keep(fitted);
    return { status: 'answered', audience: 'channel', report: toPageReport(fitted) };
  }

  function track<T>(promise: Promise<T>): Promise<T> {
    const tracked = promise.finally(() => running.delete(tracked));
    running.add(tracked);
    return tracked;
  }

  return {
    channels,
    pictures,

    ask(door, text, where) {
      const channelId =
        where.channel ?? (where.message === undefined ? undefined : channels.find(where.message)?.channel);
      const call = { text, caller: { ...PAGE_CALLER, channelId } };
      return track(exchange(text, where, () => door.answer(call, THEMES)));
    },

    connect(door, token, where) {
      return track(exchange('connect', where, () => door.connect(PAGE_CALLER, token, THEMES)));
    },

    importFiles(door, wish, where) {
      const question = `import ${wish.files.map(({ name }) => name).join(', ')} @${wish.username}`;
      return track(exchange(question.slice(0, 300), where, () => door.importFiles(PAGE_CALLER, wish, THEMES)));
    },

    deliver(channel, report, key, under) {
      const known = delivered.get(key);
      if (known !== undefined) return known;
      const name = channels.add(channel);
      const parent = under === undefined ? undefined : channels.find(under);
      const shown = parent?.channel === name ? parent.id : undefined;
      const { id } = channels.post(name, { pending: false, answer: delivery(report) }, shown);
      delivered.set(key, id);
      reports.set(id, report);
      for (const oldest of delivered.keys()) {
        if (delivered.size <= MOST_KEYS) break;
        delivered.delete(oldest);
      }
      return id;
    },

    edit(message, report) {
      channels.change(message, { pending: false, answer: delivery(report), edited: true });
      reports.set(message, report);
    },

    findDelivered(key) {
      const id = delivered.get(key);
      return id !== undefined && channels.find(id) !== undefined ? id : undefined;
    },

    look(message, name) {
      const report = reports.get(message);
      if (report === undefined || channels.find(message) === undefined) return undefined;
      pictures.keep(report);
      return toLook(name, report);
    },

    async settled() {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}
