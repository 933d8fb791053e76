import assert from 'node:assert/strict';
import { toLook } from '../../../bots/web/looks.ts';
import type { PageLook, PageReply } from '../../../bots/web/wire.ts';
import type { RenderedReport } from '../../../core/reports/report.ts';
import { openDiscord } from '../../fakes/discord/session.ts';
import { createFakeDoor } from '../../fakes/door.ts';
import { digestsReport, hostileReport, metricAnswer, plainReport } from '../../fakes/reports.ts';
import { startSlack } from '../../fakes/slack/run.ts';
import { GENERAL, TEAM } from '../../fakes/slack/state.ts';
import { startPage } from '../../fakes/web.ts';

/** Numbers, a picture and buttons; foreign text in every part; rows with their own buttons. */
async function reports(): Promise<readonly RenderedReport[]> {
  const { report } = await metricAnswer('reach', 'week', 'bluebird', ['light', 'dark']);
  return [report, hostileReport(), digestsReport()];
}

/** The payload with every file of Slack's called alike: its ids are Slack's own. */
function withoutIds(payload: unknown): unknown {
  return JSON.parse(JSON.stringify(payload).replaceAll(/"slack_file":\{"id":"[^"]+"\}/gu, '"slack_file":"a file"'));
}

describe('a reply as on another platform', () => {
  it('is what our adapter sends to Slack', async () => {
    const running = await startSlack(createFakeDoor());
    try {
      for (const [n, report] of (await reports()).entries()) {
        await running.adapter.deliver(
          { platform: 'slack', workspaceRemoteId: TEAM, channelId: GENERAL },
          report,
          `${n}`,
        );
        const sent = running.state.messages.at(-1);
        const { payload, pictures } = toLook('slack', report);
        assert.deepEqual(withoutIds(payload), withoutIds({ text: sent?.text, blocks: sent?.blocks }));
        const named = [...JSON.stringify(payload).matchAll(/"slack_file":\{"id":"([^"]+)"\}/gu)].map(([, id]) => id);
        assert.deepEqual(named.toSorted(), Object.keys(pictures).toSorted());
      }
    } finally {
      await running.close();
    }
  });

  it('is what our adapter sends to Discord', async () => {
    const session = await openDiscord();
    const { discord, adapter } = session;
    try {
      for (const [n, report] of (await reports()).entries()) {
        const to = { platform: 'discord', workspaceRemoteId: discord.guildId, channelId: discord.channelId };
        await adapter.deliver(to, report, `${n}`);
        const sent = discord.messages().at(-1);
        const { payload, pictures } = toLook('discord', report);
        const { content, embeds, attachments } = payload as {
          readonly content: string;
          readonly embeds: unknown;
          readonly attachments: readonly { readonly filename: string; readonly description?: string }[];
        };
        assert.deepEqual([content, embeds], [sent?.content, sent?.embeds]);
        assert.deepEqual(
          attachments.map(({ filename, description }) => [filename, description]),
          sent?.files.map(({ name, description }) => [name, description]),
        );
        for (const name of Object.keys(pictures)) assert.ok(JSON.stringify(embeds).includes(`"${name}"`), name);
      }
    } finally {
      await session.stop();
    }
  });

  it('is given by address while the reply is kept, with pictures that can be had', async () => {
    const door = createFakeDoor();
    const page = await startPage(door);
    try {
      const asked = { text: 'reach week @bluebird', channel: 'general' };
      const { body } = await page.post<PageReply>('/api/commands', asked);
      const id = body.message?.id ?? '';
      const look = async (of: string, name: string): Promise<Response> =>
        fetch(`${page.url}/api/messages/${of}/looks/${name}`);
      for (const name of ['slack', 'discord']) {
        const { pictures, look: said } = (await (await look(id, name)).json()) as PageLook;
        assert.equal(said, name);
        const [url] = Object.values(pictures);
        assert.equal((await fetch(`${page.url}${url ?? '/'}`)).headers.get('content-type'), 'image/png');
      }
      assert.equal((await look(id, 'telegram')).status, 404);
      assert.equal((await look('none', 'slack')).status, 404);
      await page.post('/api/commands', { text: 'accounts', message: id });
      assert.match(await (await look(id, 'slack')).text(), /Connected accounts|@bluebird/u);
      const to = { platform: 'local', workspaceRemoteId: 'local', channelId: 'general' };
      const { messageId } = await page.adapter.deliver(to, plainReport('Weekly digest'), 'digest:1');
      assert.match(await (await look(messageId, 'discord')).text(), /Weekly digest/u);
      await page.adapter.edit(to, messageId, plainReport('Corrected digest'));
      assert.match(await (await look(messageId, 'discord')).text(), /Corrected digest/u);
    } finally {
      await page.stop();
    }
  });
});
