import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { SCOPES } from '../../../bots/slack/oauth.ts';
import { createFakeDoor } from '../../fakes/door.ts';
import { answerOf, plainReport } from '../../fakes/reports.ts';
import { startSlack, until, type RunningSlack } from '../../fakes/slack/run.ts';
import { ADMIN } from '../../fakes/slack/state.ts';
import manifest from '../../../slack-manifest.json' with { type: 'json' };

/** What each method needs (docs.slack.dev/reference/methods, read 2026-11); undefined: nothing. */
const NEEDS: Readonly<Record<string, string | undefined>> = {
  'auth.test': undefined,
  'apps.connections.open': undefined,
  'chat.postMessage': 'chat:write',
  'chat.update': 'chat:write',
  'chat.postEphemeral': 'chat:write',
  'files.getUploadURLExternal': 'files:write',
  'files.completeUploadExternal': 'files:write',
  'files.info': 'files:read',
  'users.info': 'users:read',
  'conversations.open': 'im:write',
  'conversations.info': 'channels:read',
  'conversations.list': 'channels:read',
  'views.open': undefined,
  'views.update': undefined,
  'views.publish': undefined,
};
/** Besides: the slash command itself, posting in public channels uninvited, and the names of private channels. */
const BESIDES = ['commands', 'chat:write.public', 'groups:read'];

async function tour(running: RunningSlack, door: ReturnType<typeof createFakeDoor>): Promise<void> {
  const { people, state } = running;
  const seen = (count: number): Promise<unknown> =>
    until(
      () => people.seen().length,
      (found) => found >= count,
    );
  await people.command('reach week @bluebird');
  await seen(1);
  await people.press('28 days');
  await people.openHome();
  await until(
    () => state.homes.has(ADMIN),
    (has) => has,
  );
  await people.pressInHome('Order a digest');
  await until(
    () => state.views.size,
    (open) => open > 0,
  );
  await people.submitFields({ channel: { selected_conversation: 'C0GENERAL1' } });
  await people.pressInHome('/ig reach week @bluebird');
  const block = { kind: 'file' as const, name: 'reach.csv', mediaType: 'text/csv' as const, text: 'day,reach\n' };
  door.answer = () => Promise.resolve(answerOf(plainReport('Export', { blocks: [block] }), 'answered', 'caller'));
  running.slack.fault = (method) => (method === 'response_url' ? { error: 'expired_url' } : undefined);
  await people.command('export reach');
  await until(
    () => [...state.files.values()].some(({ sharedIn }) => sharedIn !== undefined),
    (shared) => shared,
  );
  await people.command('digest schedule monday 09:00 #elsewhere');
  await until(
    () => state.calls.some(({ method }) => method === 'conversations.list'),
    (asked) => asked,
  );
  await running.adapter.stop();
}

describe('slack-manifest.json', () => {
  it('asks for exactly the scopes that the adapter uses', async () => {
    const door = createFakeDoor();
    // Patient, so that a busy machine shows the answer and not the word that it takes longer.
    const running = await startSlack(door, { pace: { working: 60_000, pictureWait: 60_000 } });
    try {
      await tour(running, door);
      const methods = [...new Set(running.state.calls.map(({ method }) => method))];
      assert.deepEqual(
        methods.filter((method) => !(method in NEEDS)),
        [],
      );
      assert.deepEqual(methods.sort(), Object.keys(NEEDS).sort(), 'the tour left something out');
      const used = new Set(methods.map((method) => NEEDS[method]).filter((scope) => scope !== undefined));
      assert.deepEqual(manifest.oauth_config.scopes.bot.toSorted(), [...used, ...BESIDES].sort());
    } finally {
      await running.close();
    }
  });

  it('asks for the same scopes as the installation by OAuth', () => {
    assert.deepEqual(manifest.oauth_config.scopes.bot, [...SCOPES]);
  });

  it('names the commands and events that have listeners', () => {
    const files = ['app.ts', 'places.ts'].map((name) => new URL(`../../../bots/slack/${name}`, import.meta.url));
    const source = files.map((file) => readFileSync(file, 'utf8')).join('');
    const events = [...source.matchAll(/app\.event\('([a-z_]+)'/gu)].map(([, name]) => name);
    assert.deepEqual(manifest.settings.event_subscriptions.bot_events, events.toSorted());
    const command = /const COMMAND = '([^']+)'/u.exec(source)?.[1];
    assert.deepEqual(
      manifest.features.slash_commands.map((one) => one.command),
      [command],
    );
  });

  it('keeps to the lengths that Slack allows', () => {
    const { name, description, long_description, background_color } = manifest.display_information;
    assert.ok(name.length <= 35 && manifest.features.bot_user.display_name.length <= 80);
    assert.ok(description.length <= 140);
    assert.ok(long_description.length >= 175 && long_description.length <= 4_000);
    assert.match(background_color, /^#[0-9a-f]{6}$/u);
    assert.ok(manifest.settings.interactivity.is_enabled && manifest.features.app_home.home_tab_enabled);
  });

  it('has what the answers rely on: escaped names and a token that lasts', () => {
    assert.equal(manifest.features.slash_commands[0]?.should_escape, true);
    assert.equal(manifest.settings.token_rotation_enabled, false);
  });
});
