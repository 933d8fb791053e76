import type { ChatAdapter, Door } from '../../core/ports.ts';
import type { FakeMessage } from '../fakes/discord/messages.ts';
import { harmsOf, readableText } from '../fakes/discord/reader.ts';
import { MANAGE_SERVER, MEMBER } from '../fakes/discord/server.ts';
import { openDiscord } from '../fakes/discord/session.ts';
import { describeChatAdapter } from './chat-adapter.ts';
import type { ChatSession, PlainMessage } from './chat-harness.ts';

const MODAL = 9;

const SUPPRESS_NOTIFICATIONS = 4_096;

function plainMessage(message: FakeMessage, home: string): PlainMessage {
  return {
    id: message.id,
    private: message.onlyFor !== undefined,
    under: message.channelId === home ? undefined : message.channelId,
    quiet: (message.flags & SUPPRESS_NOTIFICATIONS) !== 0,
    text: readableText(message),
    pictures: message.files.filter(({ name }) => name.endsWith('.png')).length,
    buttons: message.rows.flat().map(({ label = '' }) => label),
    harms: harmsOf(message),
  };
}

async function open(door: Door): Promise<ChatSession> {
  const session = await openDiscord(door);
  const { discord } = session;
  let adapter: ChatAdapter = session.adapter;
  return {
    get adapter() {
      return adapter;
    },
    channel: { platform: 'discord', workspaceRemoteId: discord.guildId, channelId: discord.channelId },
    async say(text, who = 'admin') {
      if (!discord.gateway.connected()) throw new Error('the bot is offline');
      await discord.say(text, { permissions: who === 'admin' ? MANAGE_SERVER | MEMBER : MEMBER }).acknowledged;
    },
    async press(label) {
      await discord.press(label).acknowledged;
    },
    async submitToken(label, token) {
      const { type, data } = await discord.press(label).acknowledged;
      if (type !== MODAL) throw new Error('the button opened no form');
      await discord.submit(data?.custom_id ?? '', { token }).acknowledged;
    },
    messages: () =>
      Promise.resolve(
        discord
          .messages()
          .filter(({ pending }) => !pending)
          .map((message) => plainMessage(message, discord.channelId)),
      ),
    refusals: () => Promise.resolve(discord.refusals()),
    logged: () => session.logged(),
    async restart(next) {
      await adapter.stop();
      adapter = session.again();
      await adapter.listen(next);
    },
    close: () => session.stop(),
  };
}

describeChatAdapter('bots/discord', { members: true, keepsMessages: true, open });
