/** Many workspaces: an admin of each installs the app by /slack/install; what Slack hands over is kept sealed. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  HTTPReceiver,
  type Installation,
  type InstallationStore,
  webApi,
  type Logger as SlackLogger,
} from '@slack/bolt';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import { AppError } from '../../core/errors.ts';
import type { Clock, Logger } from '../../core/ports.ts';
import { Secret } from '../../core/secret.ts';
import type { HttpApp } from '../http/server.ts';
import { codeOf, isRefusedToken } from './faults.ts';

/** Where installations are kept, sealed. `id` is the workspace's, or the organisation's for an app installed in all of it. */
export interface SlackInstallations {
  saveInstallation(id: string, installation: Secret): Promise<void>;
  findInstallation(id: string): Promise<Secret | undefined>;
  removeInstallation(id: string): Promise<void>;
}

export interface OAuthOptions {
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly stateSecret: Secret;
  readonly signingSecret: Secret;
  readonly installations: SlackInstallations;
  /** Base of the redirect; without it Slack uses the first one of the app's settings. */
  readonly publicUrl: string | undefined;
  readonly apiUrl: string;
  readonly client: webApi.WebClientOptions;
  readonly http: HttpApp;
  readonly slackLogger: SlackLogger;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Told after an installation was kept. */
  readonly installed: (id: string) => void;
}

/** What slack-manifest.json asks for. */
export const SCOPES = [
  'commands',
  'chat:write',
  'chat:write.public',
  'files:write',
  'files:read',
  'users:read',
  'channels:read',
  'groups:read',
  'im:write',
] as const;

const REDIRECT = '/slack/oauth_redirect';

function idOf(source: {
  readonly isEnterpriseInstall?: boolean;
  readonly teamId?: string | undefined;
  readonly enterpriseId?: string | undefined;
}): string {
  const id = source.isEnterpriseInstall === true ? source.enterpriseId : source.teamId;
  if (id === undefined) throw new Error('Slack named no workspace');
  return id;
}

/** An installation as kept. `installedAt`: epoch ms; absent in those from before it was kept. */
type Kept = Installation<'v2', false> & { readonly installedAt?: number };

function idOfInstallation({ team, enterprise, isEnterpriseInstall }: Installation): string {
  return idOf({ isEnterpriseInstall: isEnterpriseInstall === true, teamId: team?.id, enterpriseId: enterprise?.id });
}

function sealedStore(installations: SlackInstallations, clock: Clock): InstallationStore {
  return {
    async storeInstallation(installation) {
      const kept = new Secret(JSON.stringify({ ...installation, installedAt: clock() }));
      await installations.saveInstallation(idOfInstallation(installation), kept);
    },
    async fetchInstallation(query) {
      const kept = await installations.findInstallation(idOf(query));
      if (kept === undefined) {
        throw new AppError('token', 'Reachboard is not installed in this Slack workspace.', {
          hint: 'Install it again from /slack/install.',
          wholeWorkspace: true,
        });
      }
      return JSON.parse(kept.reveal()) as Kept;
    },
  };
}

/**
 * Ends an installation that Slack said is over, at `sentAt` (epoch ms). Slack sends events late and again: one from before
 * the app was installed anew is about the installation before, unless Slack refuses the token of this one too. True when it
 * is removed.
 */
export async function endInstallation(
  { installations, client }: Pick<OAuthOptions, 'installations' | 'client'>,
  id: string,
  sentAt: number,
): Promise<boolean> {
  const kept = await installations.findInstallation(id);
  const { installedAt = 0, bot } = kept === undefined ? {} : (JSON.parse(kept.reveal()) as Partial<Kept>);
  if (sentAt < installedAt && bot !== undefined) {
    const refused = await new webApi.WebClient(bot.token, client).auth.test().then(() => false, isRefusedToken);
    if (!refused) return false;
  }
  await installations.removeInstallation(id);
  return true;
}

function page(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${words}\n`);
}

/** Registers the two paths of the installation and returns what reads the tokens. */
export function createInstaller(options: OAuthOptions): NonNullable<HTTPReceiver['installer']> {
  const { http, logger, publicUrl, installed } = options;
  const redirectUri = publicUrl === undefined ? undefined : `${publicUrl}${REDIRECT}`;
  const { installer } = new HTTPReceiver({
    signingSecret: options.signingSecret.reveal(),
    clientId: options.clientId,
    clientSecret: options.clientSecret.reveal(),
    stateSecret: options.stateSecret.reveal(),
    installationStore: sealedStore(options.installations, options.clock),
    scopes: [...SCOPES],
    logger: options.slackLogger,
    ...(redirectUri === undefined ? {} : { redirectUri }),
    installerOptions: {
      directInstall: true,
      redirectUriPath: REDIRECT,
      authorizationUrl: new URL('../oauth/v2/authorize', options.apiUrl).href,
      clientOptions: options.client,
    },
  });
  if (installer === undefined) throw new Error('Bolt made no installer');

  /** The library writes to Node's own response, so the headers of every reply are set here. */
  function raw(work: (request: IncomingMessage, response: ServerResponse) => Promise<void>) {
    return async (c: Context): Promise<Response> => {
      const { incoming, outgoing } = c.env as { incoming: IncomingMessage; outgoing: ServerResponse };
      outgoing.setHeader('Cache-Control', 'no-store');
      outgoing.setHeader('Referrer-Policy', 'no-referrer');
      outgoing.setHeader('X-Content-Type-Options', 'nosniff');
      outgoing.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
      await work(incoming, outgoing);
      return RESPONSE_ALREADY_SENT;
    };
  }

  http.get(
    '/slack/install',
    raw((request, response) =>
      installer.handleInstallPath(
        request,
        response,
        {},
        { scopes: [...SCOPES], ...(redirectUri === undefined ? {} : { redirectUri }) },
      ),
    ),
  );
  http.get(
    REDIRECT,
    raw((request, response) =>
      installer.handleCallback(request, response, {
        success: (installation, _options, _request, answer) => {
          installed(idOfInstallation(installation));
          page(answer, 200, 'Reachboard is installed. Back in Slack, type /ig connect.');
        },
        failure: (error, _options, _request, answer) => {
          logger.warn({ code: codeOf(error) }, 'an installation in Slack failed');
          page(answer, 400, 'Reachboard could not be installed. Start again at /slack/install in the same browser.');
        },
      }),
    ),
  );
  return installer;
}
