/**
 * Pictures and files. A picture is uploaded to no channel, and the image block of the message shares it: one tidy message,
 * also in private channels, no public address. Slack checks files first, so one is used only when it is ready.
 */
import type { Lanes } from './lanes.ts';
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

export interface Files {
  /** Resolves to Slack's id once the file can be shown. Rejects when it cannot be in time. */
  uploadPicture(team: string, client: SlackClient, file: Upload): Promise<string>;
  /** Posts the file; the bot must be in the channel. */
  post(team: string, client: SlackClient, file: Upload, home: FileHome): Promise<void>;
}

const [FIRST_LOOK, LAST_LOOK, GROWTH] = [150, 3_000, 1.6];

export function createFiles(lanes: Lanes, pace: Pace, stopped: AbortSignal): Files {
  async function send(team: string, client: SlackClient, file: Upload, home?: FileHome): Promise<string> {
    const patience = pace.fileReady;
    const lane = `files:${team}`;
    const { file_id, upload_url } = await lanes.run(
      lane,
      () => client.files.getUploadURLExternal({ filename: file.name, length: file.bytes.length }),
      { patience },
    );
    if (file_id === undefined || upload_url === undefined) throw new Error('Slack named no place for the file');
    const response = await fetch(upload_url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/octet-stream' },
      body: Buffer.from(file.bytes),
      redirect: 'error',
      signal: AbortSignal.any([AbortSignal.timeout(pace.call), stopped]),
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
    await lanes.run(lane, () => client.files.completeUploadExternal(share), { patience });
    return file_id;
  }

  async function ready(team: string, client: SlackClient, id: string): Promise<void> {
    // Slack's time, not ours: in a crowd a look waits long for its turn.
    for (let pause = FIRST_LOOK, waited = 0; waited < pace.fileReady; pause = Math.min(pause * GROWTH, LAST_LOOK)) {
      const { file } = await lanes.run(`files:${team}`, () => client.files.info({ file: id }), {
        patience: pace.fileReady,
      });
      if (file?.mimetype !== undefined && file.mimetype !== '') return;
      await sleep(pause, stopped);
      waited += pause;
    }
    throw new Error('Slack did not get the file ready in time');
  }

  return {
    async uploadPicture(team, client, file) {
      const id = await send(team, client, file).catch((error: unknown) => {
        if (stopped.aborted) throw error;
        return send(team, client, file);
      });
      await ready(team, client, id);
      return id;
    },
    async post(team, client, file, home) {
      await send(team, client, file, home);
    },
  };
}
