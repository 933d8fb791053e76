/** Who asks and from where, read from Discord's payload. */
import {
  PermissionFlagsBits,
  type APIApplicationCommandAutocompleteInteraction,
  type APIApplicationCommandInteraction,
  type APIMessageComponentInteraction,
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

/** The caller; undefined outside a server, where there is no workspace. Admin: Manage Server, which administrators have. */
export function readCaller(interaction: Asked, isHome: (guildId: string) => boolean): Caller | undefined {
  const { guild_id: guildId, member, channel } = interaction;
  if (guildId === undefined || member === undefined) return undefined;
  return {
    workspace: { platform: 'discord', remoteId: guildId },
    home: isHome(guildId),
    userId: member.user.id,
    admin: (BigInt(member.permissions) & ADMIN) !== 0n,
    channelId: channel?.id,
  };
}
