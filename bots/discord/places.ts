/** What Discord tells by itself about where we may post: servers that take us in or send us away, rights that change. */
import {
  Events,
  type Client,
  type DMChannel,
  type Guild,
  type GuildBasedChannel,
  type NonThreadGuildBasedChannel,
} from 'discord.js';
import type { Places } from '../../core/ports.ts';
import { NEEDED_PERMISSIONS } from './callers.ts';

const GONE = 'Reachboard was removed from this Discord server, or the server is gone. Invite the bot again.';

/** Who may do what in a channel, as one text. */
function rightsOf(channel: DMChannel | NonThreadGuildBasedChannel): string {
  return channel.isDMBased() ? '' : JSON.stringify(channel.permissionOverwrites.cache.map((one) => one.toJSON()));
}

/** False when the bot's own rights in the channel are not enough for a digest; true also where Discord has not told them. */
function takesDigests(channel: GuildBasedChannel | undefined): boolean {
  if (channel === undefined || channel.isThread()) return true;
  const { members, roles, id } = channel.guild;
  if (members.me === null || !roles.cache.has(id)) return true;
  return channel.permissionsFor(members.me).has(NEEDED_PERMISSIONS);
}

/** Adds the listeners; `run` keeps what they start. An outage of Discord (`unavailable`) is no farewell. */
export function listenToPlaces(client: Client, places: Places, run: (work: Promise<void>) => void): void {
  const platform = 'discord';
  /** Wherever in the server the bot may post now. */
  function openedAnywhere({ id, channels }: Guild): void {
    const takes = (channelId: string): boolean => takesDigests(channels.cache.get(channelId));
    run(places.opened({ platform, workspaceRemoteId: id, takes }));
  }
  client.on(Events.ClientReady, ({ guilds }) => {
    run(places.seen(platform, [...guilds.cache.keys()]));
  });
  client.on(Events.GuildCreate, ({ id }) => {
    run(places.opened({ platform, workspaceRemoteId: id }));
  });
  client.on(Events.GuildDelete, ({ id }) => {
    run(places.lost({ platform, workspaceRemoteId: id }, GONE));
  });
  client.on(Events.ChannelUpdate, (before, now) => {
    if (now.isDMBased() || rightsOf(before) === rightsOf(now) || !takesDigests(now)) return;
    run(places.opened({ platform, workspaceRemoteId: now.guildId, channelId: now.id }));
  });
  client.on(Events.GuildRoleUpdate, (before, now) => {
    if (!before.permissions.equals(now.permissions)) openedAnywhere(now.guild);
  });
  // Discord sends it for the bot itself without the privileged intent for members (Gateway, “Caveats” of intents).
  client.on(Events.GuildMemberUpdate, (_, { id, guild }) => {
    if (id === client.user?.id) openedAnywhere(guild);
  });
}
