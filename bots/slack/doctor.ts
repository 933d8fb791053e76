/** What a person would look up in Slack's app settings, asked live. Changes nothing. */
import { webApi } from '@slack/bolt';
import { z } from 'zod';
import type { Check } from '../../core/checks.ts';
import type { Secret } from '../../core/secret.ts';
import { codeOf, loginError } from './faults.ts';
import { SCOPES } from './oauth.ts';

const PART = 'Slack';
const MANIFEST = 'Take over slack-manifest.json in the app’s settings and install the app again.';

/** Without these channels have no names: neither to be shown nor to be found where one is typed. */
const FOR_NAMES: ReadonlySet<string> = new Set(['channels:read', 'groups:read']);

function failing(error: unknown, variable: 'SLACK_BOT_TOKEN' | 'SLACK_APP_TOKEN' | 'SLACK_CLIENT_ID'): Check {
  const { message, hint } = loginError(error, variable);
  return { part: PART, state: 'failing', found: message, ...(hint === undefined ? {} : { fix: hint }) };
}

async function checkBot(client: webApi.WebClient, what = 'SLACK_BOT_TOKEN'): Promise<readonly Check[]> {
  const { user, team, response_metadata: about } = await client.auth.test();
  const scopes = about?.scopes;
  const missing = scopes === undefined ? [] : SCOPES.filter((scope) => !scopes.includes(scope));
  return [
    { part: PART, state: 'ok', found: `${what} works: @${user ?? 'the bot'} in ${team ?? 'the workspace'}.` },
    ...missing.map((scope): Check => ({
      part: PART,
      state: FOR_NAMES.has(scope) ? 'warning' : 'failing',
      found: `${what} lacks the scope ${scope}${FOR_NAMES.has(scope) ? '; channels are shown by their ids, and #channel in a command is not found' : ''}.`,
      fix: MANIFEST,
    })),
  ];
}

function optionsOf(apiUrl: string): webApi.WebClientOptions {
  return { slackApiUrl: apiUrl, retryConfig: { retries: 0 }, timeout: 10_000, logLevel: webApi.LogLevel.ERROR };
}

/** Checks the tokens of one workspace and the bot's scopes against the manifest. Never rejects. */
export async function checkSlack(
  tokens: { readonly botToken: Secret; readonly appToken: Secret | undefined },
  apiUrl: string,
): Promise<readonly Check[]> {
  const options = optionsOf(apiUrl);
  const bot = await checkBot(new webApi.WebClient(tokens.botToken.reveal(), options)).catch((error: unknown) => [
    failing(error, 'SLACK_BOT_TOKEN'),
  ]);
  if (tokens.appToken === undefined) return bot;
  try {
    await new webApi.WebClient(tokens.appToken.reveal(), options).apps.connections.open();
    return [...bot, { part: PART, state: 'ok', found: 'SLACK_APP_TOKEN opens Socket Mode connections.' }];
  } catch (error) {
    return [...bot, failing(error, 'SLACK_APP_TOKEN')];
  }
}

const BAD_CLIENT: ReadonlySet<string> = new Set([
  'invalid_client_id',
  'bad_client_secret',
  'oauth_authorization_url_mismatch',
]);

/** Slack looks at the app before it looks at the code, so a code that cannot be good tells whether the app is. */
async function checkApp(client: webApi.WebClient, { clientId, clientSecret }: SlackOAuthApp): Promise<Check> {
  try {
    await client.oauth.v2.access({ client_id: clientId, client_secret: clientSecret.reveal(), code: 'none' });
  } catch (error) {
    const code = codeOf(error);
    if (BAD_CLIENT.has(code)) {
      return {
        part: PART,
        state: 'failing',
        found: `Slack does not know the app of SLACK_CLIENT_ID and SLACK_CLIENT_SECRET (${code}).`,
        fix: 'Copy both again from Basic Information of the app.',
      };
    }
    if (code !== 'invalid_code') return failing(error, 'SLACK_CLIENT_ID');
  }
  return { part: PART, state: 'ok', found: 'SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are those of an app.' };
}

const INSTALLATION = z.object({ bot: z.object({ token: z.string() }) });

/** Undefined also for what is no installation at all. */
function tokenOf(installation: Secret): string | undefined {
  try {
    return INSTALLATION.parse(JSON.parse(installation.reveal())).bot.token;
  } catch {
    return undefined;
  }
}

/** The app that many workspaces install, and what they left here. */
export interface SlackOAuthApp {
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly publicUrl: string | undefined;
  /** By the workspace's id; undefined where the seal does not open. */
  readonly installations: readonly (readonly [string, Secret | undefined])[];
}

/** Checks the app's credentials, its public address, and the token of every workspace that installed it. Never rejects. */
export async function checkSlackInstallations(app: SlackOAuthApp, apiUrl: string): Promise<readonly Check[]> {
  const options = optionsOf(apiUrl);
  const address: Check =
    app.publicUrl === undefined
      ? {
          part: PART,
          state: 'warning',
          found: 'PUBLIC_URL is not set, so Slack leads back to the first redirect address of the app’s settings.',
          fix: 'Set PUBLIC_URL to where /slack/install is reached from outside.',
        }
      : { part: PART, state: 'ok', found: `The app is installed at ${app.publicUrl}/slack/install.` };
  const each = app.installations.map(async ([id, installation]): Promise<readonly Check[]> => {
    const token = installation === undefined ? undefined : tokenOf(installation);
    const what = `The token of workspace ${id}`;
    if (token === undefined) {
      const found = `${what} cannot be opened.`;
      return [{ part: PART, state: 'failing', found, fix: 'Check ENCRYPTION_KEY, or install the app there again.' }];
    }
    return checkBot(new webApi.WebClient(token, options), what).catch((error: unknown): readonly Check[] => [
      {
        part: PART,
        state: 'failing',
        found: `${what} does not work (${codeOf(error)}).`,
        fix: 'Install the app there again.',
      },
    ]);
  });
  const none: Check = { part: PART, state: 'warning', found: 'No workspace has installed the app yet.' };
  const installed = (await Promise.all(each)).flat();
  return [
    await checkApp(new webApi.WebClient(undefined, options), app),
    address,
    ...(installed.length === 0 ? [none] : installed),
  ];
}
