import assert from 'node:assert/strict';
import type { Account } from '../../../core/accounts.ts';
import type { Caller } from '../../../core/commands.ts';
import { openDiscord, type DiscordSession } from '../../fakes/discord/session.ts';
import { openAlertWorld, type AlertWorld } from './alert-world.ts';

const TEAM = 'alerts mention <@&880000000000000001|Social>';

interface Sent {
  readonly content?: string;
  readonly allowed_mentions?: unknown;
}

describe('the mention of alerts', () => {
  let alerts: AlertWorld;
  let session: DiscordSession;
  let caller: Partial<Caller>;
  let seen = 0;
  beforeEach(async () => {
    seen = 0;
    session = await openDiscord();
    alerts = await openAlertWorld({ connect: false, adapters: [session.adapter] });
    alerts.world.now = Date.parse('2026-11-12T12:00:00Z');
    const { guildId, channelId } = session.discord;
    caller = { home: false, workspace: { platform: 'discord', remoteId: guildId }, channelId };
  });
  afterEach(async () => {
    await alerts.close();
    await session.stop();
  });

  async function add(username: string): Promise<Account> {
    const { id } = await alerts.world.store.saveWorkspace('discord', session.discord.guildId);
    const account = await alerts.world.store.saveImportAccount(id, username, alerts.world.now);
    await alerts.ordinary(account, '2026-11-10', 40, 60);
    return account;
  }

  async function say(text: string, more: Partial<Caller> = {}): Promise<string> {
    const { status, report } = await alerts.ask(text, { ...caller, ...more });
    return `${status}: ${report.summary}`;
  }

  /** What was sent since the last look, with whom it may ping. */
  function sent(): readonly (readonly [boolean, unknown])[] {
    const all = session.discord.requests.slice(seen);
    seen += all.length;
    const posts = all.filter(({ method, path }) => method === 'POST' && path.endsWith('/messages'));
    return posts.map(({ body }) => {
      const { content = '', allowed_mentions: allowed } = body as Sent;
      return [content.startsWith('<@&880000000000000001> '), allowed];
    });
  }
  const CALLS = [true, { parse: [], roles: ['880000000000000001'] }] as const;
  const NOBODY = [false, { parse: [] }] as const;

  it('is set and taken away by admins, on its own, and is never everyone; the list says it', async () => {
    assert.match(await say(TEAM), /^unanswerable: Alerts are not on here yet/u);
    await add('northpine.coffee');
    await say('alerts on');
    assert.match(await say(TEAM, { admin: false }), /^unanswerable: .*admin/u);
    assert.match(await say(TEAM), /^answered: Major alerts, rarer than 1 in 100,000 by our model, mention @Social/u);
    assert.match(await say('alerts list'), /; major ones mention @Social\.$/u);
    await say('alerts sensitivity high');
    await say('alerts on');
    assert.match(await say('alerts list'), /mention @Social\.$/u);
    for (const text of [
      `alerts mention <@&${session.discord.guildId}|everyone>`,
      'alerts mention <@1|maria> off',
      'alerts off mention <@1|maria>',
      'alerts mention @everyone',
      'alerts mention',
    ]) {
      assert.match(await say(text), /^un/u, text);
      assert.match(await say('alerts list'), /^answered: Alerts come to .* mention @Social\.$/u, text);
    }
    assert.match(await say('alerts mention mention <@1|maria>'), /mention @maria/u);
    assert.match(await say('alerts mention off'), /^answered: Alerts call nobody/u);
    assert.doesNotMatch(await say('alerts list'), /mention/u);
  });

  it('pings in a major call and a new peak, with that id and nothing else, and in no quiet update', async () => {
    const account = await add('northpine.coffee');
    await say('alerts on');
    await say(TEAM);
    sent();
    const told: unknown[] = [];
    for (const [day, value, at] of [
      ['2026-11-11', 900, '2026-11-14T10:00:00Z'],
      ['2026-11-12', 700, '2026-11-15T10:00:00Z'],
      ['2026-11-13', 1_900, '2026-11-16T10:00:00Z'],
    ] as const) {
      await alerts.write(account, day, value);
      await alerts.look(at, account);
      told.push(sent());
    }
    assert.deepEqual(told, [[CALLS], [NOBODY], [CALLS]]);
    assert.deepEqual(session.discord.refusals(), []);
  });

  it('pings nobody for what is unusual and not major', async () => {
    const account = await add('northpine.coffee');
    await say('alerts on');
    await say(TEAM);
    sent();
    await alerts.write(account, '2026-11-11', 125);
    await alerts.look('2026-11-14T10:00:00Z', account);
    const [place] = await alerts.world.store.listAlertPlaces();
    const [call] = await alerts.world.store.listFindings(place?.id ?? 0, 0);
    const log10P = call?.facts.judgements[0]?.log10P ?? 0;
    assert.ok(log10P < -3 && log10P > -5, String(log10P));
    assert.deepEqual(sent(), [NOBODY]);
  });

  it('pings once when several accounts jump at once', async () => {
    const all = [await add('northpine.coffee'), await add('lumen.studio'), await add('aurora.voyage')];
    await say('alerts on');
    await say(TEAM);
    sent();
    for (const one of all) {
      await alerts.write(one, '2026-11-11', 900);
      await alerts.watch.afterCollect(one, 'insights');
    }
    await alerts.look('2026-11-14T10:00:00Z');
    assert.deepEqual(sent(), [CALLS]);
  });
});
