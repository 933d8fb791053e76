/** Slack as a platform: Socket Mode or HTTP, one workspace or many. */
import type { Receiver, webApi } from '@slack/bolt';
import { LRUCache } from 'lru-cache';
import { AppError, isAppError } from '../../core/errors.ts';
import type {
  ChatAdapter,
  Clock,
  Destination,
  Door,
  Logger,
  Manner,
  Placed,
  RemoteWorkspace,
} from '../../core/ports.ts';
import type { RenderedReport } from '../../core/reports/report.ts';
import type { Secret } from '../../core/secret.ts';
import type { HttpServer } from '../http/server.ts';
import { createAnswers } from './answers.ts';
import { createSlackApp } from './app.ts';
import { createCallers } from './callers.ts';
import { createChannels } from './channels.ts';
import { codeOf, deliveryError, editError, isNoThread } from './faults.ts';
import { createFiles } from './files.ts';
import { createLanes, sleep, type Lanes } from './lanes.ts';
import { SLACK_LIMITS } from './limits.ts';
import { createSlackLogger } from './logger.ts';
import { createInstaller, endInstallation, type SlackInstallations } from './oauth.ts';
import { PACE, type Pace } from './pace.ts';
import type { PlacesOptions } from './places.ts';
import { createPosting, hasFiles } from './posting.ts';
import { findDelivered, removeDelivered, type Reader } from './read-back.ts';
import { createHttpReceiver } from './receiver.ts';
import { elsewhere } from './refusals.ts';
import { createSocketReceiver } from './socket.ts';
import {
  createManyWorkspaces,
  createOneWorkspace,
  isTokenOf,
  type SlackClient,
  type Workspaces,
} from './workspaces.ts';

/** How this installation speaks with Slack, by the variables that are set. */
export type SlackLogin =
  | { readonly mode: 'socket'; readonly botToken: Secret; readonly appToken: Secret }
  | { readonly mode: 'http'; readonly botToken: Secret; readonly signingSecret: Secret }
  | {
      readonly mode: 'oauth';
      readonly clientId: string;
      readonly clientSecret: Secret;
      readonly stateSecret: Secret;
      readonly signingSecret: Secret;
      readonly installations: SlackInstallations;
      readonly publicUrl: string | undefined;
    };

export interface SlackAdapterOptions {
  readonly login: SlackLogin;
  /** SLACK_API_URL, with the slash at its end. */
  readonly apiUrl: string;
  /** Routes of the modes `http` and `oauth` are registered at once, so make the adapter before `http.listen()`. */
  readonly http: Pick<HttpServer, 'open' | 'metrics'>;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly pace?: Partial<Pace>;
}

const MOST_DELIVERIES = 5_000;

interface Connected extends Pick<PlacesOptions, 'forget' | 'fix'> {
  readonly receiver: Receiver;
  readonly workspaces: Workspaces;
}

function isNoRefusal(error: unknown): boolean {
  return !isAppError(error) || error.code !== 'token';
}

function connect(options: SlackAdapterOptions, pace: Pace, installed: (id: string) => void): Connected {
  const { login, logger, clock, apiUrl } = options;
  const http = options.http.open;
  const slackLogger = createSlackLogger(logger);
  const client: webApi.WebClientOptions = {
    slackApiUrl: apiUrl,
    timeout: pace.call,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: slackLogger,
  };
  if (login.mode === 'oauth') {
    const installer = createInstaller({ ...login, apiUrl, client, http, slackLogger, logger, clock, installed });
    return {
      receiver: createHttpReceiver({ http, signingSecret: login.signingSecret, clock, logger }),
      workspaces: createManyWorkspaces(installer, client),
      fix: 'Install it again from /slack/install.',
      async forget(id, sentAt) {
        const { installations } = login;
        const ended = await endInstallation({ installations, client }, id, sentAt);
        const removed = 'an installation in Slack was removed with its token';
        const kept = 'an installation in Slack stays: what Slack said was about the one before it';
        logger.info({}, ended ? removed : kept);
        return ended;
      },
    };
  }
  const workspaces = createOneWorkspace(login.botToken, client);
  const receiver =
    login.mode === 'socket'
      ? createSocketReceiver({ appToken: login.appToken, client, slackLogger, logger, pace })
      : createHttpReceiver({ http, signingSecret: login.signingSecret, clock, logger });
  const madeAt = clock();
  return {
    receiver,
    workspaces,
    fix: 'Install the app again, set its SLACK_BOT_TOKEN and start Reachboard again.',
    async forget(_, sentAt) {
      // Slack says some things late: a token set since then counts until Slack refuses it.
      const stays = sentAt < madeAt && (await workspaces.open().then(Boolean, isNoRefusal));
      if (!stays) logger.error({}, 'Slack withdrew SLACK_BOT_TOKEN or removed the app from its workspace');
      return !stays;
    },
  };
}

/**
 * Makes the adapter; nothing is called before `listen` or `deliver`. `listen` rejects with AppError `token`, `permission`
 * or `upstream` when Slack does not let us in; it may be called again. `deliver` rejects with AppError `not-found`,
 * `token`, `throttled` or `upstream`; one that Slack did not confirm is `upstream` and may stand in the channel all the same.
 */
export function createSlackAdapter(options: SlackAdapterOptions): ChatAdapter {
  const { logger, clock } = options;
  const pace = { ...PACE, ...options.pace };
  const stopped = new AbortController();
  const running = new Set<Promise<void>>();
  const delivered = new LRUCache<string, Promise<Placed>>({ max: MOST_DELIVERIES });
  const counter = options.http.metrics.counter(
    'reachboard_commands_total',
    'Answered commands by platform and status.',
  );
  let opened: Door | undefined;

  function track(work: Promise<void>): void {
    const tracked = work.finally(() => running.delete(tracked));
    running.add(tracked);
  }

  const { receiver, workspaces, ...leaving } = connect(options, pace, (id) => {
    track(open({ platform: 'slack', workspaceRemoteId: id }));
  });
  const lanes = createLanes(stopped.signal);
  const files = createFiles(lanes, pace, stopped.signal);
  const posting = createPosting({ lanes, files, pace, logger, stopped: stopped.signal, track });
  const callers = createCallers(workspaces, lanes, logger);
  const channels = createChannels(workspaces, lanes, logger);
  const door = (): Door | undefined => opened;
  const count = (status: string): void => {
    counter.add({ platform: 'slack', status });
  };
  const answers = createAnswers({ door, workspaces, callers, lanes, posting, pace, logger, count });
  const slackLogger = createSlackLogger(logger);
  const app = createSlackApp({
    receiver,
    workspaces,
    answers,
    callers,
    channels,
    door,
    logger,
    slackLogger,
    track,
    ...leaving,
  });

  /** A failure in a workspace as an error of our own. */
  async function told(team: string, error: unknown): Promise<AppError> {
    if (isAppError(error)) return error;
    const unseen = codeOf(error) === 'channel_not_found';
    if (unseen && (await workspaces.isElsewhere(team))) return elsewhere('channel_not_found');
    return deliveryError(error, clock());
  }

  async function post(
    to: Destination,
    report: RenderedReport,
    key: string,
    { under, quiet = false, ending }: Manner,
  ): Promise<Placed> {
    if (to.platform !== 'slack') throw new AppError('not-found', 'Slack delivers only to its own channels.');
    try {
      const client = await workspaces.client(to.workspaceRemoteId);
      const place = { team: to.workspaceRemoteId, channel: to.channelId, key, late: 'leave' } as const;
      const spot = ending === undefined ? place : { ...place, ending };
      const answer = under === undefined ? spot : { ...spot, thread: under.messageId, broadcast: !quiet };
      const sent = await posting.send(client, report, answer).catch((error: unknown) => {
        if (under === undefined || !isNoThread(error)) throw error;
        return posting.send(client, report, spot);
      });
      if (hasFiles(report)) {
        const thread = under?.messageId ?? sent.ts;
        await posting.sendFiles(client, report, to.workspaceRemoteId, { channel: sent.channel, thread });
      }
      return { messageId: sent.ts, unfinished: sent.unfinished ?? false };
    } catch (error) {
      throw await told(to.workspaceRemoteId, error);
    }
  }

  async function open(workspace: RemoteWorkspace): Promise<void> {
    await opened?.places.opened(workspace).catch((error: unknown) => {
      logger.error({ error }, 'the digests of a workspace could not be resumed');
    });
  }

  /** A call in a workspace, with our own errors. */
  async function inWorkspace<T>(team: string, call: (client: SlackClient) => Promise<T>): Promise<T> {
    try {
      return await call(await workspaces.client(team));
    } catch (error) {
      throw await told(team, error);
    }
  }

  async function settled(): Promise<void> {
    while (running.size > 0) await Promise.allSettled(running);
  }

  return {
    platform: 'slack',
    limits: SLACK_LIMITS,
    themes: ['light'],
    picturesFollow: true,

    async listen(given) {
      const team = await workspaces.open();
      opened = given;
      await app.start();
      if (team !== undefined) await given.places.seen('slack', [team]);
    },

    deliver(to, report, key, manner = {}) {
      const known = delivered.get(key);
      if (known !== undefined) return known;
      const sending = post(to, report, key, manner);
      delivered.set(key, sending);
      sending.catch(() => delivered.delete(key));
      return sending;
    },

    readBack: ({ workspaceRemoteId: team, channelId }, delivered, between) =>
      inWorkspace(team, (client) => {
        // Slack counts readings by workspace: a slow one holds no post of its channel back. A look that has begun keeps
        // its pages; one that has not makes room for those of other workspaces.
        let terms: Parameters<Lanes['run']>[2] = { patience: pace.look, within: pace.lookBegins };
        const inLane: Reader['inLane'] = (call) => {
          const page = lanes.run(`history:${team}`, call, terms);
          terms = { patience: pace.look };
          return page;
        };
        return findDelivered({ client, inLane }, channelId, delivered, between);
      }),

    async edit(to, messageId, report) {
      const { workspaceRemoteId: team, channelId: channel } = to;
      try {
        await posting.send(await workspaces.client(team), report, { team, channel, ts: messageId, late: 'wait' });
      } catch (error) {
        const told = isAppError(error) ? error : editError(error, clock());
        if (told !== undefined) throw told;
      }
    },

    remove: (to, messageId) =>
      inWorkspace(to.workspaceRemoteId, (client) => removeDelivered(client, to.channelId, messageId)),

    directChannel: (team, user) =>
      inWorkspace(team, async (client) => (await client.conversations.open({ users: user })).channel?.id),

    reach: (team) =>
      inWorkspace(team, async (client) => {
        if (!isTokenOf(await client.auth.test(), team)) throw elsewhere();
      }),

    async stop() {
      await app.stop();
      const patience = new AbortController();
      const late = sleep(pace.stop, patience.signal).then(
        () => {
          logger.warn({ count: running.size }, 'answers under way were given up');
          stopped.abort();
        },
        () => undefined,
      );
      await Promise.race([settled(), late]);
      patience.abort();
      stopped.abort();
    },
  };
}
