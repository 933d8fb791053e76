/** What a person would find out about the bot in Discord's developer portal, asked live. Changes nothing. */
import { REST, Routes, type APIApplication, type APIUser, type RESTGetAPICurrentUserGuildsResult } from 'discord.js';
import type { Check } from '../../core/checks.ts';
import { isAppError } from '../../core/errors.ts';
import type { CommandSpec } from '../../core/commands.ts';
import { toAppError } from './faults.ts';
import type { DiscordAdapterOptions } from './adapter.ts';
import { toCommand } from './menu.ts';
import { isRegistered } from './register.ts';
import { createDiscordRest } from './rest.ts';

const PART = 'Discord';
/** View Channel, Send Messages, Embed Links, Attach Files, Create Public Threads, Send Messages in Threads: docs/discord.md. */
const INVITE = 'scope=bot+applications.commands&permissions=309237697536';

type Options = Pick<DiscordAdapterOptions, 'token' | 'applicationId' | 'apiUrl' | 'guildId'>;

async function tryIt(found: () => Promise<readonly Check[]>): Promise<readonly Check[]> {
  try {
    return await found();
  } catch (error) {
    const known = isAppError(error) ? error : toAppError(error);
    return [
      {
        part: PART,
        state: 'failing',
        found: known.message,
        ...(known.hint === undefined ? {} : { fix: known.hint }),
      },
    ];
  }
}

/** Checks token, application, servers and registered commands. Never rejects. */
export async function checkDiscord(options: Options, menu: readonly CommandSpec[]): Promise<readonly Check[]> {
  const { token, applicationId, apiUrl, guildId } = options;
  const bot = new REST({ api: apiUrl, version: '10', timeout: 10_000, retries: 1 }).setToken(token.reveal());
  const rest = createDiscordRest({ token, applicationId, apiUrl });

  const login = await tryIt(async () => {
    const user = (await bot.get(Routes.user())) as APIUser;
    const application = (await bot.get(Routes.currentApplication())) as APIApplication;
    const own: Check = { part: PART, state: 'ok', found: `The token works; the bot is called ${user.username}.` };
    if (application.id === applicationId) return [own];
    return [
      own,
      {
        part: PART,
        state: 'failing',
        found: 'DISCORD_APPLICATION_ID is not the application of DISCORD_TOKEN.',
        fix: `Set DISCORD_APPLICATION_ID=${application.id}.`,
      },
    ];
  });
  if (login.some(({ state }) => state === 'failing')) {
    rest.close();
    return login;
  }
  const servers = await tryIt(async () => {
    const guilds = (await bot.get(Routes.userGuilds())) as RESTGetAPICurrentUserGuildsResult;
    const invite = `https://discord.com/oauth2/authorize?client_id=${applicationId}&${INVITE}`;
    if (guilds.length === 0)
      return [{ part: PART, state: 'failing', found: 'The bot is in no server.', fix: `Invite it: ${invite}` }];
    if (guildId !== undefined && !guilds.some(({ id }) => id === guildId))
      return [
        {
          part: PART,
          state: 'failing',
          found: 'The bot is not in the server of DISCORD_GUILD_ID.',
          fix: `Invite it there: ${invite}`,
        },
      ];
    return [
      {
        part: PART,
        state: 'ok',
        found: `The bot is in ${guilds.length} ${guilds.length === 1 ? 'server' : 'servers'}.`,
      },
    ];
  });
  const commands = await tryIt(async () =>
    (await isRegistered(rest, toCommand(menu), guildId))
      ? [{ part: PART, state: 'ok', found: 'The commands are registered as they are now.' }]
      : [
          {
            part: PART,
            state: 'warning',
            found: 'The registered commands are missing or older than this version.',
            fix: 'Start Reachboard: it registers them.',
          },
        ],
  );
  rest.close();
  bot.clearHashSweeper();
  bot.clearHandlerSweeper();
  return [...login, ...servers, ...commands];
}
