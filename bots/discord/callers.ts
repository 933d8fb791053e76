/** Who asks and from where, read from Discord's payload. */
import {
  PermissionFlagsBits,
  type APIApplicationCommandAutocompleteInteraction,
  type APIApplicationCommandInteraction,
  type APIMessageComponentInteraction,
  type APIInteractionDataResolved,
  type APIModalSubmitInteraction,
} from 'discord.js';
import type { Caller } from '../../core/commands.ts';

/** The interactions we answer. */
export type Asked =
  | APIApplicationCommandInteraction
  | APIApplicationCommandAutocompleteInteraction
  | APIMessageComponentInteraction
  | APIModalSubmitInteraction;

const ADMIN = PermissionFlagsBits.ManageGuild | PermissionFlagsBits.Administrator;

/** What the gateway told of servers and channels. */
interface Known {
  readonly isHome: (guildId: string) => boolean;
  readonly nameOf: (channelId: string) => string | undefined;
}

/** Where it was asked. Discord sends an id and a channel, and either may be absent; the library's types only like the latter. */
export function channelOf(asked: Asked): string | undefined {
  const id: unknown = Reflect.get(asked, 'channel_id');
  return asked.channel?.id ?? (typeof id === 'string' ? id : undefined);
}

/** The caller; undefined outside a server, where there is no workspace. Admin: Manage Server, which administrators have. */
export function readCaller(interaction: Asked, { isHome, nameOf }: Known): Caller | undefined {
  const { guild_id: guildId, member, channel } = interaction;
  if (guildId === undefined || member === undefined) return undefined;
  const channelId = channelOf(interaction);
  const told = channel !== undefined && 'name' in channel ? channel.name : undefined;
  const channelName = told ?? (channelId === undefined ? undefined : nameOf(channelId));
  return {
    workspace: { platform: 'discord', remoteId: guildId },
    home: isHome(guildId),
    userId: member.user.id,
    admin: (BigInt(member.permissions) & ADMIN) !== 0n,
    channelId,
    ...(channelName === undefined ? {} : { channelName: `#${channelName}` }),
    userName: member.nick ?? member.user.global_name ?? member.user.username,
  };
}

/** What a digest needs in its channel (Discord's Permissions page), by the name people see. */
const NEEDED = [
  ['View Channel', PermissionFlagsBits.ViewChannel],
  ['Send Messages', PermissionFlagsBits.SendMessages],
  ['Embed Links', PermissionFlagsBits.EmbedLinks],
  ['Attach Files', PermissionFlagsBits.AttachFiles],
] as const;

/** What a digest needs in its channel. */
export const NEEDED_PERMISSIONS = NEEDED.map(([, bit]) => bit);

type Resolved = Pick<APIInteractionDataResolved, 'channels'>;

/** The bot's own permissions that are missing in the chosen channel, or here; none where Discord does not say. */
export function missingPermissions(
  asked: APIApplicationCommandInteraction,
): { readonly channel: string; readonly names: readonly string[] } | undefined {
  const { data } = asked;
  const channels =
    'resolved' in data && 'channels' in (data.resolved ?? {}) ? (data.resolved as Resolved).channels : undefined;
  const [chosen] = Object.values(channels ?? {});
  // Since 2026-07 resolved channels carry them; the types of the library do not know yet.
  const said: unknown = chosen === undefined ? asked.app_permissions : Reflect.get(chosen, 'app_permissions');
  if (typeof said !== 'string' || !/^\d+$/u.test(said)) return undefined;
  const own = BigInt(said);
  if ((own & PermissionFlagsBits.Administrator) !== 0n) return undefined;
  const names = NEEDED.filter(([, bit]) => (own & bit) === 0n).map(([name]) => name);
  return names.length === 0
    ? undefined
    : { channel: chosen === undefined ? 'this channel' : `#${chosen.name ?? chosen.id}`, names };
}
