/** `npm run doctor`: everything that has to work, tried live, each with what to fix. Posts nothing; the account of INSTAGRAM_ACCESS_TOKEN is connected as at a start. */
import { checkDiscord } from '../bots/discord/doctor.ts';
import { checkSlack, checkSlackInstallations } from '../bots/slack/doctor.ts';
import type { Config } from '../config.ts';
import { HOME } from '../core/app.ts';
import type { Account, Connection } from '../core/accounts.ts';
import type { Check } from '../core/checks.ts';
import { isAppError } from '../core/errors.ts';
import { permissionStates } from '../core/instagram/permissions.ts';
import type { Logger } from '../core/ports.ts';
import { startDemo, wantsDemo } from './demo.ts';
import { connectEnvironment } from './environment.ts';
import { failureWords } from './log.ts';
import { createParts, type Parts } from './parts.ts';
import { VERSION } from './version.ts';

const MARKS: Readonly<Record<Check['state'], string>> = { ok: 'ok      ', warning: 'warning ', failing: 'FAILING ' };

function failing(part: string, error: unknown): Check {
  const fix = isAppError(error) ? error.hint : undefined;
  return {
    part,
    state: 'failing',
    found: isAppError(error) ? error.message : failureWords(error),
    ...(fix === undefined ? {} : { fix }),
  };
}

async function checkAccount(parts: Parts, account: Account, connection: Connection): Promise<readonly Check[]> {
  const part = `@${account.username}`;
  const base = parts.deps.baseFor(account.origin === 'demo' ? 'demo' : 'graph', connection.login);
  const { login, token } = connection;
  if (base === undefined || account.instagramId === undefined) return [];
  try {
    const facts = await parts.deps.graph.inspectToken(base, login, token);
    const access = { base, login, instagramId: account.instagramId, token, priority: 'command' as const };
    const profile = await parts.deps.graph.readProfile(access);
    const missing = permissionStates(login, facts.type, facts.scopes).filter(({ state }) => state === 'missing');
    return [
      {
        part,
        state: 'ok',
        found: `The token works (${login === 'facebook' ? 'Facebook' : 'Instagram'} Login); the profile of ${profile.username ?? part} can be read.`,
      },
      ...missing.map(({ name, stops }): Check => ({
        part,
        state: 'failing',
        found: `The permission ${name} is missing: no ${stops}.`,
        fix: 'Log in again with it ticked and connect the new token.',
      })),
    ];
  } catch (error) {
    return [failing(part, error)];
  }
}

async function checkInstagram(parts: Parts): Promise<readonly Check[]> {
  try {
    await connectEnvironment(parts, true);
  } catch (error) {
    return [failing('INSTAGRAM_ACCESS_TOKEN', error)];
  }
  const home = await parts.store.saveWorkspace(HOME.platform, HOME.remoteId);
  const [accounts, connections] = await Promise.all([
    parts.store.listAccounts(home.id),
    parts.store.listConnections(home.id),
  ]);
  const pairs = connections.flatMap((connection) => {
    const account = accounts.find(({ id }) => id === connection.accountId);
    return account === undefined ? [] : [{ account, connection }];
  });
  const checks = await Promise.all(pairs.map(({ account, connection }) => checkAccount(parts, account, connection)));
  if (pairs.length > 0) return checks.flat();
  return [
    {
      part: 'Instagram',
      state: 'warning',
      found: 'No account is connected.',
      fix: 'Set INSTAGRAM_ACCESS_TOKEN, or press Connect Instagram on the page.',
    },
  ];
}

function unset(part: string, page: string): readonly Check[] {
  return [{ part, state: 'ok', found: `Not configured (${page}).` }];
}

async function checkSlackApp({ config, store }: Parts): Promise<readonly Check[]> {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_API_URL: apiUrl } = config;
  if (botToken !== undefined) return checkSlack({ botToken, appToken }, apiUrl);
  const { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret, PUBLIC_URL: publicUrl } = config;
  if (clientId === undefined || clientSecret === undefined) return unset('Slack', 'docs/slack.md');
  const ids = await store.listInstallations('slack');
  const installations = await Promise.all(
    ids.map(async (id) => [id, await store.findInstallation('slack', id)] as const),
  );
  return checkSlackInstallations({ clientId, clientSecret, publicUrl, installations }, apiUrl);
}

async function checkChats(parts: Parts): Promise<readonly Check[]> {
  const { config, door } = parts;
  const { DISCORD_TOKEN: token, DISCORD_APPLICATION_ID: applicationId, DISCORD_GUILD_ID: guildId } = config;
  const options = { apiUrl: config.DISCORD_API_URL, ...(guildId === undefined ? {} : { guildId }) };
  const discord =
    token === undefined || applicationId === undefined
      ? unset('Discord', 'docs/discord.md')
      : checkDiscord({ token, applicationId, ...options }, door.menu);
  return (await Promise.all([checkSlackApp(parts), discord])).flat();
}

/** Workspaces where nothing can be posted, as the last try or the platform itself said. */
async function checkWorkspaces({ store }: Parts): Promise<readonly Check[]> {
  return (await store.listLost()).map(({ platform, workspaceRemoteId, because }) => ({
    part: platform === 'slack' ? 'Slack' : 'Discord',
    state: 'failing',
    found: `Nothing is posted in workspace ${workspaceRemoteId} any more. ${because}`,
  }));
}

function line({ part, state, found, fix }: Check): string {
  return `${MARKS[state]}${part}: ${found}${fix === undefined ? '' : `\n          Fix: ${fix}`}`;
}

/** Prints one line per check; resolves to 0 when nothing fails, else 1. */
export async function doctor(config: Config, logger: Logger, print: (text: string) => void): Promise<number> {
  const parts = await createParts({ config, logger, role: 'guest' });
  try {
    const demo = await wantsDemo(config, parts.store);
    if (demo) await startDemo(parts);
    const database: Check = { part: 'Database', state: 'ok', found: 'It can be opened and read.' };
    const checks = [
      database,
      ...(await checkInstagram(parts)),
      ...(await checkChats(parts)),
      ...(await checkWorkspaces(parts)),
    ];
    print(`reachboard ${VERSION} · Node ${process.versions.node}`);
    if (demo) print('These are the demo’s accounts: nothing real is connected yet.');
    for (const check of checks) print(line(check));
    return checks.some(({ state }) => state === 'failing') ? 1 : 0;
  } finally {
    await parts.close();
  }
}
