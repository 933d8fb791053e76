/** Which token speaks in which workspace. */
import { webApi, type Authorize, type AuthorizeResult, type HTTPReceiver } from '@slack/bolt';
import { LRUCache } from 'lru-cache';
import { AppError, isAppError } from '../../core/errors.ts';
import type { Secret } from '../../core/secret.ts';
import { loginError } from './faults.ts';

export type SlackClient = webApi.WebClient;

export interface Workspaces {
  readonly authorize: Authorize<boolean>;
  /** Checks the token where there is one, and says which workspace it is of. Rejects with AppError `token` or `upstream`. */
  open(): Promise<string | undefined>;
  /**
   * Rejects with AppError `token` when nobody installed the app there, and `throttled`, for nothing was sent, when what is kept
   * of it cannot be read now.
   */
  client(teamId: string): Promise<SlackClient>;
  /** True when SLACK_BOT_TOKEN is known to be of another workspace, which may be why Slack refuses us a channel of this one. */
  isElsewhere(teamId: string): Promise<boolean>;
  /** True for the one workspace of SLACK_BOT_TOKEN. */
  isHome(teamId: string): boolean;
}

/** Whether a token is of a workspace, by what auth.test says of it. One for a whole organisation does not say which it has. */
export function isTokenOf(tested: webApi.AuthTestResponse, teamId: string): boolean {
  return [tested.team_id, tested.enterprise_id].includes(teamId) || tested.is_enterprise_install === true;
}

/** The workspace of SLACK_BOT_TOKEN. Bolt is not asked to check the token: it would do so in its constructor. */
export function createOneWorkspace(botToken: Secret, options: webApi.WebClientOptions): Workspaces {
  const client = new webApi.WebClient(botToken.reveal(), options);
  let known: AuthorizeResult | undefined;
  let tested: webApi.AuthTestResponse | undefined;

  async function login(): Promise<AuthorizeResult> {
    tested = await client.auth.test();
    const { bot_id, user_id, team_id } = tested;
    known = {
      botToken: botToken.reveal(),
      ...(bot_id === undefined ? {} : { botId: bot_id }),
      ...(user_id === undefined ? {} : { botUserId: user_id }),
      ...(team_id === undefined ? {} : { teamId: team_id }),
    };
    return known;
  }

  return {
    authorize: async () => known ?? (await login()),
    async open() {
      try {
        return (await login()).teamId;
      } catch (error) {
        throw loginError(error, 'SLACK_BOT_TOKEN');
      }
    },
    client: () => Promise.resolve(client),
    async isElsewhere(teamId) {
      // A process that only delivers has not asked before.
      if (tested === undefined) await login().catch(() => undefined);
      return tested !== undefined && !isTokenOf(tested, teamId);
    },
    isHome: (teamId) => known?.teamId === teamId,
  };
}

const MOST_CLIENTS = 500;

/** The library wraps what our store says in an error of its own. */
function unreadable(error: unknown): AppError {
  const cause = error instanceof Error ? error.cause : undefined;
  if (isAppError(cause) && cause.code === 'token') return cause;
  return new AppError('throttled', 'The installation in this Slack workspace cannot be read now.', {
    hint: 'Try again in a minute; the log says more.',
    cause: error,
  });
}

/** Every workspace whose admin installed the app. */
export function createManyWorkspaces(
  installer: NonNullable<HTTPReceiver['installer']>,
  options: webApi.WebClientOptions,
): Workspaces {
  const clients = new LRUCache<string, SlackClient>({ max: MOST_CLIENTS });
  return {
    authorize: (source) => installer.authorize(source),
    open: () => Promise.resolve(undefined),
    async client(teamId) {
      const source = { teamId, enterpriseId: undefined, isEnterpriseInstall: false as const };
      const { botToken } = await installer.authorize(source).catch((error: unknown) => {
        throw unreadable(error);
      });
      if (botToken === undefined)
        throw new AppError('token', 'The installation in this Slack workspace has no bot token.');
      const client = clients.get(botToken) ?? new webApi.WebClient(botToken, { ...options, teamId });
      clients.set(botToken, client);
      return client;
    },
    isElsewhere: () => Promise.resolve(false),
    isHome: () => false,
  };
}
