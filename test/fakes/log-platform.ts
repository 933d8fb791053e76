/** A chat platform that is a file: what is in it was posted, whatever became of the process that posted it. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../core/errors.ts';
import type { ChatAdapter, Destination } from '../../core/ports.ts';
import type { RenderedReport, Theme } from '../../core/reports/report.ts';
import { WEB_LIMITS } from '../../bots/web/limits.ts';

/** One line of the file. */
export interface Posted {
  readonly id: string;
  readonly key: string;
  readonly channel: string;
  readonly title: string;
  readonly text: string;
  readonly pictures: number;
  readonly at: number;
  /** The message that it answers. */
  readonly under?: string;
  readonly quiet?: boolean;
  /** A message taken away again. */
  readonly removed?: boolean;
  /** A message whose words were replaced by these. */
  readonly edited?: boolean;
}

/** What happens to a call: before it counts, or after it did; `unfinished` leaves its pictures for later. */
export type Fate = 'posts' | 'unfinished' | 'refused' | 'slow down' | 'cut before' | 'cut after';

export interface LogPlatform extends ChatAdapter {
  /** Calls of `deliver` that reached the platform. */
  readonly calls: readonly string[];
  /** Messages that stand there. */
  posts(): readonly Posted[];
}

export interface LogPlatformOptions {
  readonly file: string;
  readonly platform?: string;
  readonly clock: () => number;
  /** What becomes of the next call to a channel; default posts. An AppError is thrown as it is. */
  readonly fate?: (to: Destination, key: string) => Fate | AppError;
  /** Ms that a call takes before and after it counts. */
  readonly latency?: () => number;
  /** False: nobody may look. */
  readonly readable?: () => boolean;
  /** Default both. */
  readonly themes?: readonly Theme[];
  /** True: a message that is found again may be without its pictures. */
  readonly picturesFollow?: boolean;
}

/** Messages that stand in the file, by every line ever written. */
function readPosts(file: string): readonly Posted[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Posted);
  const removed = new Set(lines.filter((line) => line.removed === true).map(({ id }) => id));
  const edits = new Map(lines.filter((line) => line.edited === true).map((line) => [line.id, line]));
  return lines
    .filter((line) => line.removed !== true && line.edited !== true && !removed.has(line.id))
    .map((line) => ({ ...line, ...edits.get(line.id) }));
}

function textOf(report: RenderedReport): string {
  return [
    report.title,
    report.summary,
    ...report.blocks.map((block) => JSON.stringify({ ...block, picture: undefined })),
    report.footer,
  ].join('\n');
}

function picturesOf({ blocks }: RenderedReport): number {
  return blocks.filter(({ kind }) => kind === 'picture').length;
}

/** Makes the adapter; several processes may share a file. */
export function createLogPlatform(options: LogPlatformOptions): LogPlatform {
  const {
    file,
    platform = 'local',
    clock,
    fate = () => 'posts',
    latency = () => 0,
    readable = () => true,
    picturesFollow = false,
  } = options;
  const calls: string[] = [];
  let serial = 0;

  return {
    platform,
    limits: WEB_LIMITS,
    picturesFollow,
    themes: options.themes ?? ['light', 'dark'],
    calls,
    posts: () => readPosts(file),
    listen: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    directChannel: (_, userId) => Promise.resolve(`direct-${userId}`),
    // Nobody answers by itself whether it lets us in: tests say when a workspace is back.
    reach: () => Promise.reject(new AppError('upstream', 'The file does not say.')),

    async deliver(to, report, key, { under, quiet = false } = {}) {
      calls.push(`${to.channelId} ${key}`);
      const what = fate(to, key);
      if (latency() > 0) await pause(latency());
      if (what instanceof AppError) throw what;
      if (what === 'refused')
        throw new AppError('not-found', 'The channel is gone.', { hint: 'Choose another channel.' });
      if (what === 'slow down') {
        throw new AppError('throttled', 'Not so fast.', { retryAt: new Date(clock() + 100) });
      }
      if (what === 'cut before') throw new AppError('upstream', 'The connection was cut.');
      serial += 1;
      const id = `${process.pid}-${serial}-${key}`;
      const line: Posted = {
        id,
        key,
        channel: to.channelId,
        title: report.title,
        text: textOf(report),
        pictures: what === 'unfinished' ? 0 : picturesOf(report),
        at: clock(),
        ...(under === undefined ? {} : { under: under.messageId }),
        ...(quiet ? { quiet } : {}),
      };
      appendFileSync(file, `${JSON.stringify(line)}\n`);
      if (latency() > 0) await pause(latency());
      if (what === 'cut after') throw new AppError('upstream', 'The connection was cut.');
      return { messageId: id, unfinished: what === 'unfinished' };
    },

    readBack(to, { key }, { from, to: until }) {
      if (!readable()) return Promise.resolve('unknown');
      const found = readPosts(file).filter(
        (one) => one.key === key && one.channel === to.channelId && one.at >= from && one.at <= until,
      );
      return Promise.resolve(found.map(({ id }) => id));
    },

    edit(_, id, report) {
      const line = { id, title: report.title, text: textOf(report), pictures: picturesOf(report), edited: true };
      appendFileSync(file, `${JSON.stringify(line)}\n`);
      return Promise.resolve();
    },

    remove(_, id) {
      appendFileSync(file, `${JSON.stringify({ id, removed: true })}\n`);
      return Promise.resolve();
    },
  };
}
