/** Which token speaks in which workspace. */
import { webApi, type Authorize, type AuthorizeResult, type HTTPReceiver } from '@slack/bolt';
import { LRUCache } from 'lru-cache';
import { AppError, isAppError } from '../../core/errors.ts';
import type { Secret } from '../../core/secret.ts';
import { codeOf, isRefusedToken, loginError } from './faults.ts';

export type SlackClient = webApi.WebClient;

export interface Workspaces {
  readonly authorize: Authorize<boolean>;
  /** Checks the token where there is one, and says which workspace it is of. Rejects with AppError `token` or `upstream`. */
  open(): Promise<string | undefined>;
  /**
   * Answers a verified request of this workspace, which in a shared channel may be another than the token's. Rejects with
   * AppError `token` when nobody installed the app there, and `throttled`, for nothing was sent, when what is kept of it cannot
   * be read now.
   */
  client(teamId: string): Promise<SlackClient>;
  /** For what nobody asked just now: rejects like `client`, and with `token` where the token is of another workspace. */
  sender(teamId: string): Promise<SlackClient>;
  /** True for the one workspace of SLACK_BOT_TOKEN. */
  isHome(teamId: string): boolean;
}

function unknownTeam(error: unknown): AppError {
  return new AppError('throttled', 'Slack does not say now which workspace SLACK_BOT_TOKEN is of.', {
    hint: 'Nothing was sent; it is tried again.',
    cause: codeOf(error),
  });
}

/** The workspace of SLACK_BOT_TOKEN. Bolt is not asked to check the token: it would do so in its constructor. */
export function createOneWorkspace(botToken: Secret, options: webApi.WebClientOptions): Workspaces {
  const client = new webApi.WebClient(botToken.reveal(), options);
  let known: AuthorizeResult | undefined;
  let asking: Promise<unknown> | undefined;
  let owns: (teamId: string) => boolean = () => false;

  async function login(): Promise<AuthorizeResult> {
    const { bot_id, user_id, team_id, enterprise_id, is_enterprise_install: everywhere } = await client.auth.test();
    // Channels have one id in all workspaces of an organisation; a token for all of it does not say which those are.
    owns = (id) => id === team_id || id === enterprise_id || (everywhere === true && !id.startsWith('E'));
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
    async sender(teamId) {
      if (known === undefined) {
        asking ??= login().finally(() => (asking = undefined));
        await asking.catch((error: unknown) => {
          throw isRefusedToken(error) ? error : unknownTeam(error);
        });
      }
      if (owns(teamId)) return client;
      throw new AppError('token', 'This is for another Slack workspace than the one SLACK_BOT_TOKEN is of.', {
        hint: 'Set the token of that workspace and start Reachboard again, or let each workspace install it.',
        wholeWorkspace: true,
      });
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
  async function client(teamId: string): Promise<SlackClient> {
    const source = { teamId, enterpriseId: undefined, isEnterpriseInstall: false as const };
    const { botToken } = await installer.authorize(source).catch((error: unknown) => {
      throw unreadable(error);
    });
    if (botToken === undefined)
      throw new AppError('token', 'The installation in this Slack workspace has no bot token.');
    const found = clients.get(botToken) ?? new webApi.WebClient(botToken, { ...options, teamId });
    clients.set(botToken, found);
    return found;
  }
  return {
    authorize: (source) => installer.authorize(source),
    open: () => Promise.resolve(undefined),
    client,
    sender: client,
    isHome: () => false,
  };
}
