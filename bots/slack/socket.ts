/** Socket Mode with a loop of our own: Bolt's reconnecting lets a refused token end the process. */
import { SocketModeReceiver, type Logger as SlackLogger, type Receiver, type webApi } from '@slack/bolt';
import type { Logger } from '../../core/ports.ts';
import type { Secret } from '../../core/secret.ts';
import { codeOf, isRefusedToken, loginError } from './faults.ts';
import { sleep } from './lanes.ts';
import type { Pace } from './pace.ts';

export interface SocketOptions {
  readonly appToken: Secret;
  readonly client: webApi.WebClientOptions;
  readonly slackLogger: SlackLogger;
  readonly logger: Logger;
  readonly pace: Pace;
}

const LONGEST_PAUSE = 60_000;
/** The library waits 30 s for the other side to say goodbye. */
const GOODBYE = 2_000;

/** `start` rejects with AppError when the first connection fails; later ones are tried again for as long as it takes. */
export function createSocketReceiver(options: SocketOptions): Receiver {
  const { logger, pace } = options;
  const receiver = new SocketModeReceiver({
    appToken: options.appToken.reveal(),
    logger: options.slackLogger,
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: options.client },
  });
  const { client } = receiver;
  let stopping = new AbortController();
  let connected = false;

  async function connect(): Promise<void> {
    await client.start();
    connected = true;
  }

  async function reconnect(): Promise<void> {
    for (let pause = pace.reconnect; !stopping.signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        await connect();
        return;
      } catch (error) {
        const code = codeOf(error);
        if (isRefusedToken(error)) logger.error({ code }, 'Slack refuses SLACK_APP_TOKEN');
        else logger.warn({ code }, 'the Slack socket could not be opened');
        await sleep(pause, stopping.signal).catch(() => undefined);
      }
    }
  }

  client.on('disconnected', () => {
    if (!connected || stopping.signal.aborted) return;
    connected = false;
    void reconnect();
  });

  return {
    init: (app) => {
      receiver.init(app);
    },
    async start() {
      stopping = new AbortController();
      try {
        await connect();
      } catch (error) {
        throw loginError(error, 'SLACK_APP_TOKEN');
      }
    },
    async stop() {
      stopping.abort();
      if (!connected) return;
      connected = false;
      const patience = new AbortController();
      await Promise.race([client.disconnect(), sleep(GOODBYE, patience.signal).catch(() => undefined)]);
      patience.abort();
    },
  };
}
