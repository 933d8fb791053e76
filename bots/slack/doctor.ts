/** What a person would look up in Slack's app settings, asked live. Changes nothing. */
import { webApi } from '@slack/bolt';
import type { Check } from '../../core/checks.ts';
import type { Secret } from '../../core/secret.ts';
import { loginError } from './faults.ts';
import { SCOPES } from './oauth.ts';

const PART = 'Slack';
const MANIFEST = 'Take over slack-manifest.json in the app’s settings and install the app again.';

function failing(error: unknown, variable: 'SLACK_BOT_TOKEN' | 'SLACK_APP_TOKEN'): Check {
  const { message, hint } = loginError(error, variable);
  return { part: PART, state: 'failing', found: message, ...(hint === undefined ? {} : { fix: hint }) };
}

async function checkBot(client: webApi.WebClient): Promise<readonly Check[]> {
  const { user, team, response_metadata: about } = await client.auth.test();
  const scopes = about?.scopes;
  const missing = scopes === undefined ? [] : SCOPES.filter((scope) => !scopes.includes(scope));
  return [
    { part: PART, state: 'ok', found: `SLACK_BOT_TOKEN works: @${user ?? 'the bot'} in ${team ?? 'the workspace'}.` },
    ...missing.map((scope): Check => ({
      part: PART,
      state: 'failing',
      found: `The scope ${scope} is missing.`,
      fix: MANIFEST,
    })),
  ];
}

/** Checks the tokens of one workspace and the bot's scopes against the manifest. Never rejects. */
export async function checkSlack(
  tokens: { readonly botToken: Secret; readonly appToken: Secret | undefined },
  apiUrl: string,
): Promise<readonly Check[]> {
  const options: webApi.WebClientOptions = {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    timeout: 10_000,
    logLevel: webApi.LogLevel.ERROR,
  };
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
