import assert from 'node:assert/strict';
import { createFakeDoor, type FakeDoor } from '../../fakes/door.ts';
import { answerOf, HOSTILE_WORDS, hostileReport, plainReport, TOKEN } from '../../fakes/reports.ts';
import { blockHarms, blocksText } from '../../fakes/slack/reading.ts';
import { labelsOf } from '../../fakes/slack/people.ts';
import { startSlack, until, type RunningSlack } from '../../fakes/slack/run.ts';
import { ADMIN, MEMBER, type Json, type View } from '../../fakes/slack/state.ts';

describe('App Home and windows in Slack', () => {
  let door: FakeDoor;
  let running: RunningSlack;
  beforeEach(async () => {
    door = createFakeDoor();
    running = await startSlack(door);
  });
  afterEach(async () => {
    door.release();
    await running.close();
  });

  async function home(user: string): Promise<readonly Json[]> {
    await running.people.openHome(user);
    const view = await until(
      () => running.state.homes.get(user),
      (found) => found !== undefined,
    );
    assert.ok(view);
    return view['blocks'] as Json[];
  }

  async function window(holds: (text: string) => boolean): Promise<View> {
    const view = await until(
      () => [...running.state.views.values()].at(-1),
      (found) => found !== undefined && holds(blocksText(found.content['blocks'])),
    );
    assert.ok(view);
    return view;
  }

  it('show accounts, digests, alerts, status and the commands that work here', async () => {
    const blocks = await home(ADMIN);
    const text = blocksText(blocks);
    for (const words of ['@bluebird', '@harbour.light', 'Mondays 09:00', 'Alerts', 'Status', 'Ask for a number'])
      assert.ok(text.includes(words), words);
    assert.deepEqual(running.state.refusals, []);
    assert.deepEqual(door.calls.map((call) => call.text).sort(), [
      'accounts',
      'alerts list',
      'digest list',
      'help',
      'status',
    ]);
  });

  it('offer connecting and disconnecting to admins only', async () => {
    assert.deepEqual(labelsOf(await home(ADMIN)).slice(0, 2), ['Connect an account', 'Disconnect an account']);
    assert.ok(!labelsOf(await home(MEMBER)).includes('Connect an account'));
  });

  it('offer it also to those whom only core knows as admins', async () => {
    const answer = door.answer.bind(door);
    door.answer = async (call, themes) => ({ ...(await answer(call, themes)), admin: true });
    assert.ok(labelsOf(await home(MEMBER)).includes('Connect an account'));
  });

  it('have a row for each digest with its buttons, and are drawn anew after one was pressed', async () => {
    const labels = labelsOf(await home(ADMIN));
    for (const label of ['Pause 1', 'Change 1', 'Remove 1', 'Pause 2', 'Order a digest'])
      assert.ok(labels.includes(label));
    await running.people.pressInHome('Pause 2');
    running.state.homes.clear();
    assert.ok(
      await until(
        () => running.state.homes.has(ADMIN),
        (drawn) => drawn,
      ),
    );
  });

  it('order a digest in a window: fields become the command, and the answer stands there', async () => {
    await home(ADMIN);
    await running.people.pressInHome('Order a digest');
    const form = await window((text) => text.includes('One message a week'));
    const zone = (form.content['blocks'] as Json[]).find((block) => block['block_id'] === 'zone')?.['element'] as Json;
    assert.deepEqual((zone['initial_option'] as Json)['value'], 'Europe/Berlin');
    const zones = await running.people.suggest('zone', 'new york');
    assert.ok((zones['options'] as Json[]).some(({ value }) => value === 'America/New_York'));
    const accounts = await running.people.suggest('accounts', 'blue');
    assert.ok(Array.isArray(accounts['options']));
    door.put(
      'digest schedule tuesday 10:30 Europe/Berlin <#C0GENERAL1|general> @bluebird sections numbers,posts mention <@U0MARIA> wait for final',
      plainReport('Digest 3 is scheduled'),
    );
    const told = await running.people.submitFields({
      accounts: { selected_options: [{ value: '@bluebird' }] },
      channel: { selected_conversation: 'C0GENERAL1' },
      weekday: { selected_option: { value: 'tuesday' } },
      time: { selected_time: '10:30' },
      zone: { selected_option: { value: 'Europe/Berlin' } },
      sections: { selected_options: [{ value: 'numbers' }, { value: 'posts' }] },
      mention: { selected_users: ['U0MARIA'] },
      final: { selected_option: { value: 'yes' } },
    });
    assert.equal(told['response_action'], 'update', JSON.stringify(door.calls.at(-1)));
    assert.match(JSON.stringify(told['view']), /Digest 3 is scheduled/u);
    assert.deepEqual(running.state.refusals, []);
  });

  /** Has the list say that digest 7 is ordered so. */
  function order(command: string): void {
    const actions = [{ label: 'Change 7', command, group: 'fix', form: 'digest', row: 0 }] as const;
    const rows = [['7', 'Fridays 08:30', '#general']];
    const table = { kind: 'table', caption: 'Digests', columns: ['Number', 'When', 'Where'], rows } as const;
    door.put('digest list', plainReport('Digests', { blocks: [table], actions }));
  }

  async function homeWith(command: string): Promise<void> {
    order(command);
    running.state.views.clear();
    await running.people.openHome(ADMIN);
    // One drawn after an earlier change may still be on its way.
    await until(
      () => JSON.stringify(running.state.homes.get(ADMIN) ?? ''),
      (drawn) => drawn.includes(command),
    );
  }

  /** Presses the button of that digest; the window's first choices by field. */
  async function pressChange(words: string): Promise<(field: string) => unknown> {
    await running.people.pressInHome('Change 7');
    const { content } = await window((text) => text.includes(words));
    return (field) => {
      const element = (content['blocks'] as Json[]).find((block) => block['block_id'] === field)?.['element'] as Json;
      const first = Object.entries(element).filter(([name]) => name.startsWith('initial_'));
      return JSON.parse(JSON.stringify(first).replaceAll(/\{"text":\{[^}]*\},"value":("[^"]*")\}/gu, '$1')) as unknown;
    };
  }

  async function change(command: string): Promise<(field: string) => unknown> {
    await homeWith(command);
    return pressChange('This is how it is now');
  }
  const NOW =
    'digest schedule friday 08:30 America/New_York <#C0GENERAL1|general> @bluebird @harbour.light sections numbers,posts';

  it('change a digest in a window that shows how it is now', async () => {
    const first = await change(`${NOW} mention <@U0MARIA|Maria> wait for final replace 7`);
    assert.deepEqual(['accounts', 'channel', 'weekday', 'time', 'zone', 'sections', 'mention', 'final'].map(first), [
      [['initial_options', ['@bluebird', '@harbour.light']]],
      [['initial_conversation', 'C0GENERAL1']],
      [['initial_option', 'friday']],
      [['initial_time', '08:30']],
      [['initial_option', 'America/New_York']],
      [['initial_options', ['numbers', 'posts']]],
      [['initial_users', ['U0MARIA']]],
      [['initial_option', 'yes']],
    ]);
    assert.deepEqual(running.state.refusals, []);
  });

  const chosen = (...values: readonly string[]) => ({ selected_options: values.map((value) => ({ value })) });
  /** What Slack sends of a window that shows `NOW` and in which nothing was touched. */
  const UNTOUCHED = {
    accounts: chosen('@harbour.light', '@bluebird'),
    channel: { selected_conversation: 'C0GENERAL1' },
    weekday: { selected_option: { value: 'friday' } },
    time: { selected_time: '08:30' },
    zone: { selected_option: { value: 'America/New_York' } },
    sections: chosen('posts', 'numbers'),
    mention: { selected_users: ['U0MARIA'] },
    final: { selected_option: { value: 'yes' } },
  };

  it('change of a digest what was changed in the window, and nothing else', async () => {
    for (const [touched, words] of [
      [{ time: { selected_time: '09:00' } }, ['09:00']],
      [{ zone: { selected_option: { value: 'Asia/Tokyo' } } }, ['Asia/Tokyo']],
      [{ accounts: chosen('@bluebird') }, ['@bluebird']],
      [{ sections: chosen('numbers') }, ['sections numbers']],
      [{ final: { selected_option: { value: 'no' } } }, ['without waiting']],
      [{ channel: { selected_conversation: 'C0PRIVATE1' }, accounts: chosen() }, ['<#C0PRIVATE1|>']],
      [{}, []],
    ] as const) {
      await change(`${NOW} mention <@U0MARIA|Maria> wait for final replace 7`);
      await running.people.submitFields({ ...UNTOUCHED, ...touched });
      const sent = door.calls.findLast(({ text }) => text.startsWith('digest schedule'));
      assert.equal(sent?.text, ['digest schedule', ...words, 'replace 7'].join(' '));
    }
  });

  it('show a digest as it is now although the button was drawn before it was changed', async () => {
    await homeWith(`${NOW} replace 7`);
    order(`${NOW.replace('friday 08:30', 'tuesday 10:15')} replace 7`);
    const first = await pressChange('This is how it is now');
    assert.deepEqual(['weekday', 'time'].map(first), [[['initial_option', 'tuesday']], [['initial_time', '10:15']]]);
  });

  it('say that it may be older where the list is not had in time', async () => {
    await homeWith(`${NOW} replace 7`);
    door.hold();
    const first = await pressChange('This is how it was when this list was made');
    assert.deepEqual(first('time'), [['initial_time', '08:30']]);
  });

  it('call nobody any more when the person is taken out or the group is not kept, and only then', async () => {
    await change(`${NOW} mention <@U0MARIA|Maria> replace 7`);
    door.put('digest schedule without mention replace 7', plainReport('Calls nobody'));
    const person = await running.people.submitFields({ mention: { selected_users: [] } });
    assert.match(JSON.stringify(person['view']), /Calls nobody/u);
    const keep = { selected_options: [{ value: 'keep' }] };
    for (const [group, command] of [
      [keep, 'digest schedule replace 7'],
      [{ selected_options: [] }, 'digest schedule without mention replace 7'],
    ] as const) {
      const first = await change(`${NOW} mention <@&S0TEAM|team> replace 7`);
      assert.deepEqual(first('group'), [['initial_options', ['keep']]]);
      await running.people.submitFields({ mention: { selected_users: [] }, group });
      assert.equal(door.calls.findLast(({ text }) => text.startsWith('digest schedule'))?.text, command);
    }
  });

  it('show what is wrong at its field, and keep the form', async () => {
    await home(ADMIN);
    await running.people.pressInHome('Change 2');
    await window((text) => text.includes('What you leave empty'));
    const answer = door.answer.bind(door);
    const words = '#general took no message. Invite it with /invite @Reachboard.';
    door.answer = async (call, themes) =>
      call.text.startsWith('digest schedule')
        ? { ...answerOf(plainReport('No answer', { summary: words }), 'unanswerable'), about: 'channel' }
        : answer(call, themes);
    const told = await running.people.submitFields({ channel: { selected_conversation: 'C0GENERAL1' } });
    assert.deepEqual(told, { response_action: 'errors', errors: { channel: words } });
    door.answer = answer;
    door.put('digest schedule 08:00 replace 2', plainReport('Digest 2 is scheduled'));
    const second = await running.people.submitFields({ time: { selected_time: '08:00' } });
    assert.match(JSON.stringify(second['view']), /Digest 2 is scheduled/u);
  });

  it('answer a button of App Home in a window, also a second time there', async () => {
    await home(ADMIN);
    await running.people.pressInHome('/ig reach week @bluebird');
    await window((text) => text.includes('17–23 Nov 2026'));
    await running.people.pressInView('28 days');
    const view = await window((text) => text.includes('27 Oct'));
    assert.match(blocksText(view.content['blocks']), /27 Oct – 23 Nov 2026/u);
    assert.equal(running.state.views.size, 1);
    assert.equal(running.people.seen().length, 0, 'the answer went to a channel');
  });

  it('show in a window the answer of the button that was pressed last', async () => {
    await home(ADMIN);
    await running.people.pressInHome('/ig reach week @bluebird');
    await window((text) => text.includes('17–23 Nov 2026'));
    door.hold();
    await running.people.pressInView('28 days');
    await running.people.pressInView('Day');
    await until(
      () => door.waiting().length,
      (count) => count === 2,
    );
    door.release('reach day @bluebird');
    await window((text) => text.includes('23 Nov 2026 · 1 day'));
    door.release();
    await running.adapter.stop();
    const [view] = running.state.views.values();
    assert.match(blocksText(view?.content['blocks']), /23 Nov 2026 · 1 day/u);
  });

  it('take a token from App Home, answer in the window and renew App Home', async () => {
    await home(ADMIN);
    await running.people.pressInHome('Connect an account');
    await window((text) => text.includes('access token'));
    running.state.homes.clear();
    await running.people.submit(` ${TOKEN}\n`);
    const view = await window((text) => text.includes('Connected @harbour.light'));
    assert.match(blocksText(view.content['blocks']), /Connected @harbour\.light/u);
    assert.deepEqual(door.tokens, [TOKEN]);
    await until(
      () => running.state.homes.has(ADMIN),
      (renewed) => renewed,
    );
    assert.ok(running.state.homes.has(ADMIN));
    assert.ok(!(running.logged() + JSON.stringify(running.state.calls)).includes(TOKEN), 'the token was seen');
  });

  it('remove an account that was chosen from a list', async () => {
    door.complete = ({ text }) => Promise.resolve([{ text: `${text}@bluebird`, summary: 'Bluebird' }]);
    await home(ADMIN);
    await running.people.pressInHome('Disconnect an account');
    const view = await window((text) => text.includes('Its token is removed'));
    assert.deepEqual(view.content['callback_id'], 'ig-disconnect');
    await running.people.submit('disconnect @bluebird');
    await window((text) => text.includes('I do not know'));
    assert.ok(door.calls.some(({ text }) => text === 'disconnect @bluebird'));
  });

  it('say so when there is no account to remove', async () => {
    await home(ADMIN);
    await running.people.pressInHome('Disconnect an account');
    const view = await window((text) => text.includes('no account'));
    assert.match(blocksText(view.content['blocks']), /no account to disconnect/u);
  });

  it('hold foreign text without harm', async () => {
    for (const text of ['accounts', 'digest list', 'alerts list', 'status', 'help']) door.put(text, hostileReport());
    const blocks = await home(ADMIN);
    assert.deepEqual(running.state.refusals, []);
    assert.deepEqual(blockHarms(blocks), []);
    for (const word of HOSTILE_WORDS) assert.ok(blocksText(blocks).includes(word), word);
  });

  it('are let alone while another tab is opened', async () => {
    await running.people.event({ type: 'app_home_opened', user: ADMIN, channel: 'D1', tab: 'messages', event_ts: '1' });
    await running.adapter.stop();
    assert.equal(running.state.homes.size, 0);
  });
});
