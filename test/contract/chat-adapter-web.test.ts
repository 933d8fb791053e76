import type { PageBlock, PageMessage, PageReport } from '../../bots/web/wire.ts';
import { startPage, type RunningPage } from '../fakes/web.ts';
import { describeChatAdapter } from './chat-adapter.ts';
import type { ChatSession, PlainMessage } from './chat-harness.ts';

const CHANNEL = 'general';
/** Written apart from the adapter's own list: whatever Unicode calls a control, a format or a surrogate. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}]/gu;
/** Line breaks, and the joiners that emoji and several scripts are written with. */
const USUAL: readonly string[] = ['\t', '\n', '\u200c', '\u200d'];

function blockText(block: PageBlock): readonly string[] {
  switch (block.kind) {
    case 'text':
    case 'notice':
      return [block.text];
    case 'stats':
      return block.stats.flatMap(({ label, value, note }) => [label, value, note ?? '']);
    case 'table':
      return [block.caption, ...block.columns, ...block.rows.flat()];
    case 'picture':
      return blockText(block.table);
    case 'file':
      return [block.name, block.text];
    case 'links':
      return block.links.map(({ label }) => label);
  }
}

function reportText(report: PageReport): string {
  const { title, subtitle = '', blocks, footer } = report;
  return [title, subtitle, ...blocks.flatMap(blockText), footer].join('\n');
}

function plainMessage({ id, answer, under }: PageMessage): readonly PlainMessage[] {
  if (answer === undefined) return [];
  const { report, audience } = answer;
  const text = reportText(report);
  return [
    {
      id,
      private: audience === 'caller',
      under,
      quiet: undefined,
      text,
      pictures: report.blocks.filter(({ kind }) => kind === 'picture').length,
      buttons: report.actions.map(({ label }) => label),
      harms: (text.match(HIDDEN) ?? [])
        .filter((character) => !USUAL.includes(character))
        .map((one) => `hidden ${JSON.stringify(one)}`),
    },
  ];
}

/** A request is on its way once the channel shows it, or it is over. */
async function sent(page: RunningPage, send: () => Promise<{ readonly status: number }>): Promise<void> {
  const revisions = async (): Promise<number> =>
    (await page.messages(CHANNEL)).reduce((sum, { revision }) => sum + revision, 0);
  const before = await revisions();
  const reply = send();
  const over = reply.then(
    ({ status }) => status,
    () => 0,
  );
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 15));
    const status = await Promise.race([over, revisions().then((now) => (now === before ? undefined : 200))]);
    if (status === 200) return;
    if (status !== undefined) throw new Error('the page refused the question');
  }
}

async function open(door: Parameters<typeof startPage>[0]): Promise<ChatSession> {
  const page = await startPage(door);
  const refusals: string[] = [];

  async function find(label: string): Promise<{ readonly id: string; readonly command: string }> {
    for (const { id, answer } of (await page.messages(CHANNEL)).toReversed()) {
      const action = answer?.report.actions.find((one) => one.label === label);
      if (action !== undefined) return { id, command: action.command };
    }
    throw new Error(`nothing has a button “${label}”`);
  }

  return {
    adapter: page.adapter,
    channel: { platform: 'local', workspaceRemoteId: 'local', channelId: CHANNEL },
    say: (text) => sent(page, () => page.post('/api/commands', { text: `/ig ${text}`, channel: CHANNEL })),
    async press(label) {
      const { id, command } = await find(label);
      await sent(page, () => page.post('/api/commands', { text: command, message: id }));
    },
    async submitToken(label, token) {
      await find(label);
      await sent(page, () => page.post('/api/connect', { token, channel: CHANNEL }));
    },
    messages: async () => (await page.messages(CHANNEL)).flatMap(plainMessage),
    refusals: () => Promise.resolve(refusals),
    logged: () => page.logged(),
    restart: () => Promise.reject(new Error('the page keeps its messages in memory')),
    close: () => page.stop(),
  };
}

describeChatAdapter('bots/web', { members: false, keepsMessages: false, open });
