/** The adapter as `main.ts` makes it, in front of the local Slack. */
import { createHttpServer, type HttpServer } from '../../../bots/http/server.ts';
import { createSlackAdapter, type SlackLogin } from '../../../bots/slack/adapter.ts';
import type { Pace } from '../../../bots/slack/pace.ts';
import type { ChatAdapter, Door } from '../../../core/ports.ts';
import { Secret } from '../../../core/secret.ts';
import { createMemoryLogger } from '../web.ts';
import { createPeople, type People } from './people.ts';
import { startLocalSlack, type LocalSlack } from './server.ts';
import type { State } from './state.ts';

export interface RunningSlack {
  readonly slack: LocalSlack;
  readonly state: State;
  readonly people: People;
  readonly http: HttpServer;
  readonly url: string;
  readonly adapter: ChatAdapter;
  logged(): string;
  /** Stops the adapter and starts a new one on the same Slack. */
  restart(door: Door): Promise<ChatAdapter>;
  close(): Promise<void>;
}

export interface RunOptions {
  readonly mode?: 'socket' | 'http';
  readonly pace?: Partial<Pace>;
  /** Another login than that of `mode`. */
  readonly login?: (state: State) => SlackLogin;
  /** False makes the adapter without `listen`. */
  readonly listen?: boolean;
}

/** Fast enough for tests; nothing is asserted about it. */
const QUICK: Partial<Pace> = { spacing: 20, reconnect: 10, stop: 5_000 };

function loginOf(state: State, mode: 'socket' | 'http'): SlackLogin {
  const botToken = new Secret(state.botToken);
  return mode === 'socket'
    ? { mode, botToken, appToken: new Secret(state.appToken) }
    : { mode, botToken, signingSecret: new Secret(state.signingSecret) };
}

export async function startSlack(door: Door, options: RunOptions = {}): Promise<RunningSlack> {
  const { mode = 'socket', pace = {}, listen = true } = options;
  const slack = await startLocalSlack();
  const { logger, text } = createMemoryLogger();
  const login = options.login?.(slack.state) ?? loginOf(slack.state, mode);

  async function start(
    answering: Door,
  ): Promise<{ readonly adapter: ChatAdapter; readonly http: HttpServer; readonly url: string }> {
    const http = createHttpServer({ host: '127.0.0.1', port: 0, logger, clock: Date.now });
    const adapter = createSlackAdapter({
      login,
      apiUrl: slack.apiUrl,
      http,
      logger,
      clock: Date.now,
      pace: { ...QUICK, ...pace },
    });
    const { url } = await http.listen();
    if (login.mode !== 'socket') slack.eventsUrl = `${url}/slack/events`;
    if (listen) await adapter.listen(answering);
    return { adapter, http, url };
  }

  let now = await start(door);
  return {
    slack,
    state: slack.state,
    people: createPeople(slack),
    get http() {
      return now.http;
    },
    get url() {
      return now.url;
    },
    get adapter() {
      return now.adapter;
    },
    logged: text,
    async restart(next) {
      await now.adapter.stop();
      await now.http.stop();
      now = await start(next);
      return now.adapter;
    },
    async close() {
      await now.adapter.stop();
      await now.http.stop();
      await slack.stop();
    },
  };
}

/** Reads again until it holds, at most five seconds; the last reading is returned either way, for the assertion. */
export async function until<T>(read: () => T | Promise<T>, holds: (value: T) => boolean): Promise<T> {
  const end = Date.now() + 5_000;
  let value = await read();
  while (!holds(value) && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    value = await read();
  }
  return value;
}
