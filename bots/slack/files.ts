/**
 * Pictures and files. A picture is uploaded to no channel, and the image block of the message shares it: one tidy message,
 * also in private channels, no public address. Slack checks files first, so one is used only when it is ready.
 */
import type { Lanes } from './lanes.ts';
import { retryAfter } from './faults.ts';
import { sleep } from './lanes.ts';
import type { Pace } from './pace.ts';
import type { SlackClient } from './workspaces.ts';

export interface Upload {
  readonly name: string;
  readonly title: string;
  readonly bytes: Uint8Array;
}

/** Where a file is posted as a message of its own. */
export interface FileHome {
  readonly channel: string;
  readonly thread?: string;
}

/** On whose behalf calls are made, and until when. */
interface Terms {
  /** A person waits for it. */
  readonly asked: boolean;
  /** Aborted when nobody wants the file any more. */
  readonly ended: AbortSignal;
}

export interface Files {
  /**
   * Resolves to Slack's id once the file can be shown. Rejects when it cannot be in time, or nobody wants it any more. One
   * `asked` for goes before all others.
   */
  uploadPicture(team: string, client: SlackClient, file: Upload, terms: Terms): Promise<string>;
  /** Posts the file; the bot must be in the channel. */
  post(team: string, client: SlackClient, file: Upload, home: FileHome): Promise<void>;
}

const [FIRST_LOOK, LAST_LOOK, GROWTH] = [150, 3_000, 1.6];

export function createFiles(lanes: Lanes, pace: Pace, stopped: AbortSignal): Files {
  /** A call to Slack about files, unless nobody wants the file any more when its turn has come. */
  function call<T>(team: string, { ended }: Terms, work: () => Promise<T>): Promise<T> {
    return lanes.run(`files:${team}`, work, { patience: pace.fileReady, ended });
  }

  /** The first call of an upload. Of those for nobody one at a time joins the queue that people's stand in, at a pace. */
  function begin<T>(team: string, terms: Terms, work: () => Promise<T>): Promise<T> {
    const inTurn = (): Promise<T> => call(team, terms, work);
    if (terms.asked) return inTurn();
    const slowly = { patience: pace.fileReady, ended: terms.ended, spacing: pace.background.picture };
    return lanes.run(`uploads:${team}`, inTurn, slowly);
  }

  async function send(team: string, client: SlackClient, file: Upload, terms: Terms, home?: FileHome): Promise<string> {
    const place = () => client.files.getUploadURLExternal({ filename: file.name, length: file.bytes.length });
    const { file_id, upload_url } = await begin(team, terms, place);
    if (file_id === undefined || upload_url === undefined) throw new Error('Slack named no place for the file');
    const response = await fetch(upload_url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/octet-stream' },
      body: Buffer.from(file.bytes),
      redirect: 'error',
      signal: AbortSignal.any([AbortSignal.timeout(pace.call), terms.ended]),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`the upload answered ${response.status}`);
    const files: [{ id: string; title: string }] = [{ id: file_id, title: file.title }];
    const share =
      home === undefined
        ? { files }
        : home.thread === undefined
          ? { files, channel_id: home.channel }
          : { files, channel_id: home.channel, thread_ts: home.thread };
    await call(team, terms, () => client.files.completeUploadExternal(share));
    return file_id;
  }

  async function ready(team: string, client: SlackClient, id: string, terms: Terms): Promise<void> {
    // Slack's time, not ours: in a crowd a look waits long for its turn.
    for (let pause = FIRST_LOOK, waited = 0; waited < pace.fileReady; pause = Math.min(pause * GROWTH, LAST_LOOK)) {
      const { file } = await call(team, terms, () => client.files.info({ file: id }));
      if (file?.mimetype !== undefined && file.mimetype !== '') return;
      await sleep(pause, terms.ended);
      waited += pause;
    }
    throw new Error('Slack did not get the file ready in time');
  }

  return {
    async uploadPicture(team, client, file, { asked, ended }) {
      const terms = { asked, ended: AbortSignal.any([ended, stopped]) };
      const id = await send(team, client, file, terms).catch((error: unknown) => {
        if (terms.ended.aborted || retryAfter(error) !== undefined) throw error;
        return send(team, client, file, terms);
      });
      await ready(team, client, id, terms);
      return id;
    },
    async post(team, client, file, home) {
      await send(team, client, file, { asked: true, ended: stopped }, home);
    },
  };
}
