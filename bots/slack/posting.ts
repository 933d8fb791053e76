/** Reports as messages: with their pictures when those are ready, simpler when Slack refuses, one at a time per channel. */
import { webApi } from '@slack/bolt';
import { fitReport } from '../../core/reports/fit.ts';
import type { PngImage, RenderedReport, ReportBlock } from '../../core/reports/report.ts';
import type { Logger } from '../../core/ports.ts';
import { codeOf, isTooMuch, mayPass } from './faults.ts';
import type { FileHome, Files, Upload } from './files.ts';
import { sleep, type Lanes } from './lanes.ts';
import { SLACK_LIMITS } from './limits.ts';
import { PLAIN_LOOK, toMessage, toPlainMessage, type Look, type SlackMessage } from './message.ts';
import type { Pace } from './pace.ts';
import type { SlackClient } from './workspaces.ts';

/** A message as Slack knows it. */
export interface Sent {
  readonly channel: string;
  readonly ts: string;
}

/** Where a report goes in a channel: a new message, or in place of an earlier one. */
interface Spot {
  readonly team: string;
  readonly channel: string;
  readonly ts?: string;
  /** The message of which this is an answer. */
  readonly thread?: string;
  /** An answer that the channel shows too. */
  readonly broadcast?: boolean;
  /** Kept with the message, so that it can be found again. */
  readonly key?: string;
  /** For people who wait: after so many ms of Slack's rate limits it rejects. */
  readonly within?: number | undefined;
  /** Asked right before a message is changed: false when it shows something newer by now. */
  readonly current?: (sent: Sent) => boolean;
  /** Aborted when the process is to end: the text waits for no picture then. */
  readonly ending?: AbortSignal;
  /** What becomes of pictures that are not ready soon: they follow by themselves, somebody else brings them, or all waits. */
  readonly late: 'follow' | 'leave' | 'wait';
}

export interface Posting {
  /** Rejects with Slack's error. Resolves before a picture that follows has arrived; `unfinished` when one was left. */
  send(client: SlackClient, report: RenderedReport, spot: Spot): Promise<Sent & { readonly unfinished?: boolean }>;
  /** Sends the files of a report as messages of their own. Never rejects: false when Slack refused one. */
  sendFiles(client: SlackClient, report: RenderedReport, team: string, home: FileHome): Promise<boolean>;
}

export interface PostingOptions {
  readonly lanes: Lanes;
  readonly files: Files;
  readonly pace: Pace;
  readonly logger: Logger;
  readonly stopped: AbortSignal;
  /** Keeps work that goes on after `send` has resolved. */
  readonly track: (work: Promise<void>) => void;
}

const QUIET = { mrkdwn: false, unfurl_links: false, unfurl_media: false } as const;
/** Type of the metadata that holds a delivery's key. */
export const EVENT = 'reachboard_delivery';

type Picture = Extract<ReportBlock<PngImage>, { kind: 'picture' }>;

function picturesOf(report: RenderedReport): readonly Picture[] {
  return report.blocks.filter((block) => block.kind === 'picture');
}

/** True when the report holds files of its own (downloads). */
export function hasFiles(report: RenderedReport): boolean {
  return report.blocks.some(({ kind }) => kind === 'file');
}

function upload(report: RenderedReport, { picture }: Picture, index: number): Upload | undefined {
  const bytes = picture.png.light;
  return bytes === undefined ? undefined : { name: `chart-${index + 1}.png`, title: report.title, bytes };
}

/**
 * Tries the message, then without pictures, then as text alone; only a refusal of its form leads to the next try.
 * Slack sometimes says a file is ready a moment too early, so the first form is tried twice.
 */
export async function degrade<T>(
  report: RenderedReport,
  look: Look,
  put: (message: SlackMessage) => Promise<T>,
  again: () => Promise<void>,
): Promise<T> {
  const full = toMessage(report, look);
  const tries = [
    () => Promise.resolve(full),
    ...(look.files.size === 0 ? [] : [() => again().then(() => full)]),
    () => Promise.resolve(toMessage(report, PLAIN_LOOK)),
  ];
  for (const message of tries) {
    try {
      return await put(await message());
    } catch (error) {
      if (!isTooMuch(error)) throw error;
    }
  }
  return put(toPlainMessage(report));
}

/** The result when it comes within `ms`, and before `ending` is aborted. */
async function soon<T>(work: Promise<T>, ms: number, ending: AbortSignal): Promise<T | undefined> {
  const patience = new AbortController();
  const nothing = (): undefined => undefined;
  try {
    const wait = sleep(ms, AbortSignal.any([patience.signal, ending])).then(nothing, nothing);
    return await Promise.race([work, wait]);
  } finally {
    patience.abort();
  }
}

export function createPosting({ lanes, files, pace, logger, stopped, track }: PostingOptions): Posting {
  async function uploadAll(
    client: SlackClient,
    report: RenderedReport,
    { team, late }: Spot,
    left: AbortSignal,
  ): Promise<Look['files']> {
    const ready = await Promise.all(
      picturesOf(report).map(async (block, index) => {
        const file = upload(report, block, index);
        if (file === undefined) return [];
        try {
          const terms = { asked: late === 'follow', ended: left };
          return [[block.picture, await files.uploadPicture(team, client, file, terms)] as const];
        } catch (error) {
          // Whoever brings them later comes again.
          if (late !== 'follow' && mayPass(error)) throw error;
          if (!left.aborted) logger.warn({ code: codeOf(error) }, 'a picture did not reach Slack; its table is shown');
          return [];
        }
      }),
    );
    return new Map(ready.flat());
  }

  async function put(client: SlackClient, spot: Spot, message: SlackMessage): Promise<Sent> {
    const { team, channel, ts, thread, broadcast = false, key, current, within, late } = spot;
    const content = {
      channel,
      text: message.text,
      blocks: [...message.blocks],
      link_names: false,
      parse: 'none',
    } as const;
    const metadata = key === undefined ? {} : { metadata: { event_type: EVENT, event_payload: { key } } };
    const answering = thread === undefined ? {} : { thread_ts: thread, ...(broadcast && { reply_broadcast: true }) };
    const call = (): Promise<{ readonly ts?: string | undefined; readonly channel?: string | undefined }> => {
      if (ts === undefined) return client.chat.postMessage({ ...content, ...QUIET, ...metadata, ...answering });
      return current?.({ channel, ts }) === false ? Promise.resolve({}) : client.chat.update({ ...content, ts });
    };
    const spacing = ts === undefined ? pace.spacing : 0;
    const inTurn = (): ReturnType<typeof call> => lanes.run(`${team}:${channel}`, call, { spacing, within });
    // Slack counts changes by workspace: those that nobody waits for leave room for the others.
    if (ts !== undefined && late !== 'follow')
      await lanes.run(`changes:${team}`, () => Promise.resolve(), { spacing: pace.background.change });
    const answer = await inTurn();
    const made = answer.ts ?? ts;
    if (made === undefined) throw new webApi.WebAPIPlatformError({ ok: false, error: 'fatal_error' });
    return { channel: answer.channel ?? channel, ts: made };
  }

  const again = (): Promise<void> => sleep(pace.spacing, stopped);

  async function addLatePictures(
    client: SlackClient,
    report: RenderedReport,
    spot: Spot,
    sent: Sent,
    uploads: Promise<Look['files'] | undefined>,
  ): Promise<void> {
    try {
      const look: Look = { files: (await uploads) ?? new Map(), instead: 'table', ownTable: true };
      await degrade(report, look, (message) => put(client, { ...spot, ...sent, within: undefined }, message), again);
    } catch (error) {
      logger.warn({ code: codeOf(error) }, 'a picture that came late could not be added');
    }
  }

  return {
    async send(client, whole, spot) {
      const report = fitReport(whole, SLACK_LIMITS);
      const leaving = new AbortController();
      const uploads = uploadAll(client, report, spot, leaving.signal).catch((error: unknown) => {
        leaving.abort();
        if (spot.late === 'leave') return undefined;
        throw error;
      });
      const patience = spot.late === 'leave' ? pace.background.pictureWait : pace.pictureWait;
      const early = await (spot.late === 'wait' ? uploads : soon(uploads, patience, spot.ending ?? stopped));
      const left = early === undefined && spot.late === 'leave';
      if (left) leaving.abort();
      const look: Look = {
        files: early ?? new Map(),
        instead: early === undefined ? 'follows' : 'table',
        ownTable: true,
      };
      const sent = await degrade(report, look, (message) => put(client, spot, message), again);
      if (left) return { ...sent, unfinished: true };
      if (early === undefined) track(addLatePictures(client, report, spot, sent, uploads));
      return sent;
    },

    async sendFiles(client, report, team, home) {
      try {
        for (const block of report.blocks) {
          if (block.kind !== 'file') continue;
          const bytes = Buffer.from(block.text, 'utf8');
          await files.post(team, client, { name: block.name, title: block.name, bytes }, home);
        }
        return true;
      } catch (error) {
        logger.warn({ code: codeOf(error) }, 'a file did not reach Slack');
        return false;
      }
    },
  };
}
