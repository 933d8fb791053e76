import { harmsOf, picturesOf, textOf } from '../fakes/slack/reading.ts';
import { labelsOf } from '../fakes/slack/people.ts';
import { startSlack, until } from '../fakes/slack/run.ts';
import { ADMIN, GENERAL, MEMBER, TEAM, type Message } from '../fakes/slack/state.ts';
import { describeChatAdapter } from './chat-adapter.ts';
import type { ChatSession, PlainMessage } from './chat-harness.ts';

function plainMessage(message: Message): PlainMessage {
  const thread = message.options['thread_ts'];
  return {
    id: message.ts,
    private: message.to !== undefined,
    under: typeof thread === 'string' ? thread : undefined,
    quiet: thread !== undefined && String(message.options['reply_broadcast']) !== 'true',
    text: textOf(message),
    pictures: picturesOf(message).length,
    buttons: labelsOf(message.blocks),
    harms: harmsOf(message),
  };
}

for (const mode of ['socket', 'http'] as const) {
  describeChatAdapter(`bots/slack over ${mode}`, {
    members: true,
    keepsMessages: true,
    async open(door): Promise<ChatSession> {
      const running = await startSlack(door, { mode });
      const { people, state } = running;
      let user: string = ADMIN;
      return {
        get adapter() {
          return running.adapter;
        },
        channel: { platform: 'slack', workspaceRemoteId: TEAM, channelId: GENERAL },
        async say(text, who = 'admin') {
          user = who === 'admin' ? ADMIN : MEMBER;
          await people.command(text, { user });
        },
        async press(label) {
          await people.press(label, { user });
        },
        async submitToken(label, token) {
          await people.press(label, { user });
          await until(
            () => [...state.views.values()],
            (views) => views.some(({ open }) => open),
          );
          await people.submit(token, user);
        },
        messages: () =>
          Promise.resolve(
            people
              .seen({ user })
              .filter(({ text }) => !text.startsWith('Working on it'))
              .map(plainMessage),
          ),
        refusals: () => Promise.resolve(state.refusals),
        logged: () => running.logged(),
        async restart(next) {
          await running.restart(next);
        },
        async close() {
          await running.close();
        },
      };
    },
  });
}
