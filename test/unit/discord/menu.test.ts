import assert from 'node:assert/strict';
import { ApplicationCommandOptionType } from 'discord.js';
import { readChosen, toCallText } from '../../../bots/discord/chosen.ts';
import { toCommand, type IgCommand } from '../../../bots/discord/menu.ts';
import type { CommandOption, CommandSpec } from '../../../core/commands.ts';
import { ALERTS_SPEC } from '../../../core/features/alerts-spec.ts';
import { DIGEST_SPEC } from '../../../core/features/digest-spec.ts';
import { createFakeDoor } from '../../fakes/door.ts';
import { commandData, type Values } from '../../fakes/discord/people.ts';
import { violations } from '../../fakes/discord/schema.ts';

const COMMANDS = '/applications/{application_id}/commands';

function spec(name: string, options: readonly CommandOption[] = [], summary = `What ${name} does`): CommandSpec {
  return { name, summary, options, audience: 'channel', admin: false, examples: [] };
}

function option(name: CommandOption['name'], required = false, summary = 'Which one'): CommandOption {
  return { name, summary, required };
}

const METRIC = spec('metric', [option('name', true), option('when'), option('account')]);

function sizeOf(part: object): number {
  const {
    name = '',
    description = '',
    options = [],
  } = part as {
    readonly name?: string;
    readonly description?: string;
    readonly options?: readonly object[];
  };
  return options.reduce((sum, one) => sum + sizeOf(one), Array.from(name + description).length);
}

function textOf(command: IgCommand, path: string, values: Values = {}): string {
  const { options } = commandData(command, path, values) as { readonly options: Parameters<typeof readChosen>[0] };
  return toCallText(readChosen(options));
}

describe('the Discord command tree', () => {
  it('is one the OpenAPI document accepts', () => {
    assert.deepEqual(violations('PUT', COMMANDS, [toCommand(createFakeDoor().menu)]), []);
  });

  it('has what the menu has and the frequent metrics, and nothing else', () => {
    const names = toCommand([METRIC, spec('profile')]).options.map(({ name }) => name);
    assert.deepEqual(names.slice(-2), ['metric', 'profile']);
    assert.deepEqual(names.slice(0, 3), ['reach', 'views', 'followers']);
    assert.deepEqual(
      toCommand([spec('profile')]).options.map(({ name }) => name),
      ['profile'],
    );
  });

  it('stays within 25 options and 8,000 characters, whatever the menu', () => {
    const long = 'Ein sehr langer Satz. '.repeat(30);
    const options = [option('when', false, long), option('account', true, long), option('more', false, long)];
    const menu = [METRIC, ...Array.from({ length: 40 }, (_, i) => spec(`thing${i}`, options, long))];
    const command = toCommand(menu);
    assert.equal(command.options.length, 25);
    assert.ok(command.options.some(({ name }) => name === 'metric'));
    assert.ok(sizeOf(command) <= 8_000, String(sizeOf(command)));
    assert.deepEqual(violations('PUT', COMMANDS, [command]), []);
  });

  it('has typed options for a digest: a channel, somebody to mention, and words to choose from', () => {
    const command = toCommand([METRIC, DIGEST_SPEC]);
    assert.deepEqual(violations('PUT', COMMANDS, [command]), []);
    const group = command.options.find(({ name }) => name === 'digest');
    assert.ok(group?.type === ApplicationCommandOptionType.SubcommandGroup);
    const verbs = group.options ?? [];
    assert.deepEqual(
      verbs.map(({ name }) => name),
      ['preview', 'schedule', 'list', 'pause', 'resume', 'remove', 'history', 'show'],
    );
    const schedule = new Map((verbs[1]?.options ?? []).map((one) => [one.name, one]));
    assert.equal(schedule.get('mention')?.type, ApplicationCommandOptionType.Mentionable);
    const channel = schedule.get('channel');
    assert.deepEqual(channel?.type === ApplicationCommandOptionType.Channel && channel.channel_types, [0, 5]);
    assert.ok(JSON.stringify(schedule.get('weekday')).includes('"value":"sunday"'));
    assert.ok(JSON.stringify(schedule.get('zone')).includes('"autocomplete":true'));
  });

  it('reads what was picked for a digest as one line of the grammar, names and all', () => {
    const filled = [
      { type: 3, name: 'replace', value: '3' },
      { type: 7, name: 'channel', value: '77' },
      { type: 9, name: 'mention', value: '88' },
      { type: 3, name: 'sections', value: 'numbers,posts' },
      { type: 3, name: 'final', value: 'wait for final' },
      { type: 3, name: 'accounts', value: 'a b' },
      { type: 3, name: 'weekday', value: 'friday' },
    ];
    const options = [{ type: 2, name: 'digest', options: [{ type: 1, name: 'schedule', options: filled }] }];
    const resolved = { channels: { 77: { name: 'reports' } }, roles: { 88: { name: 'Social <team>' } } };
    assert.equal(
      toCallText(readChosen(options as Parameters<typeof readChosen>[0], resolved as never)),
      'digest schedule friday <#77|reports> @a @b sections numbers,posts mention <@&88|Social-team-> wait for final replace 3',
    );
  });

  it('has typed options for alerts, and reads them as one line of the grammar', () => {
    const command = toCommand([METRIC, ALERTS_SPEC]);
    assert.deepEqual(violations('PUT', COMMANDS, [command]), []);
    const said = (verb: string, ...filled: readonly object[]): string => {
      const options = [{ type: 2, name: 'alerts', options: [{ type: 1, name: verb, options: filled }] }];
      const resolved = { channels: { 77: { name: 'alerts' } }, roles: { 88: { name: 'Social' } } };
      return toCallText(readChosen(options as never, resolved as never));
    };
    assert.equal(said('mention', { type: 9, name: 'mention', value: '88' }), 'alerts mention mention <@&88|Social>');
    assert.equal(said('mention', { type: 3, name: 'more', value: 'off' }), 'alerts mention off');
    assert.equal(said('on', { type: 7, name: 'channel', value: '77' }), 'alerts on <#77|alerts>');
    const mute = [
      { type: 3, name: 'more', value: '3d' },
      { type: 3, name: 'accounts', value: 'a' },
    ];
    assert.equal(said('mute', ...mute), 'alerts mute @a 3d');
  });

  it('puts required options first', () => {
    const [profile] = toCommand([spec('profile', [option('when'), option('account', true)])]).options;
    assert.deepEqual(
      profile?.options?.map(({ name }) => name),
      ['account', 'period'],
    );
  });

  it('makes a group of names with two words', () => {
    const [digest] = toCommand([spec('digest list'), spec('digest show', [option('more')])]).options;
    assert.equal(digest?.type, ApplicationCommandOptionType.SubcommandGroup);
    assert.deepEqual(
      digest.options?.map(({ name }) => name),
      ['list', 'show'],
    );
  });

  it('needs no permission to be seen and is offered in servers alone', () => {
    const command = toCommand([METRIC]);
    assert.deepEqual([command.contexts, command.integration_types], [[0], [0]]);
    assert.equal(command.default_member_permissions, undefined);
  });

  const tree = toCommand([
    METRIC,
    spec('help', [option('name')]),
    spec('compare', [option('metric', true), option('when'), option('accounts', true)]),
    spec('digest list', [option('more')]),
  ]);
  const CALLS: readonly (readonly [string, Values, string])[] = [
    ['reach', {}, 'reach'],
    ['reach', { account: 'bluebird', period: 'last week' }, 'reach last week @bluebird'],
    ['metric', { account: '@bluebird', name: 'impressions', period: '28d' }, 'impressions 28d @bluebird'],
    ['help', { name: 'reach' }, 'help reach'],
    ['compare', { metric: 'views', accounts: '@a, b  c' }, 'compare views @a @b @c'],
    ['digest list', { more: '  all   of them ' }, 'digest list all of them'],
  ];
  for (const [path, values, text] of CALLS) {
    it(`reads /ig ${path} with ${JSON.stringify(values)} as “${text}”`, () => {
      assert.equal(textOf(tree, path, values), text);
    });
  }
});
