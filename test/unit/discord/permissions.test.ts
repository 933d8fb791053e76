import assert from 'node:assert/strict';
import { PermissionFlagsBits } from 'discord.js';
import { missingPermissions } from '../../../bots/discord/callers.ts';

type Asked = Parameters<typeof missingPermissions>[0];

const { ViewChannel, SendMessages, EmbedLinks, AttachFiles, Administrator } = PermissionFlagsBits;

function asked(here: bigint, chosen?: bigint): Asked {
  const channel = { id: '77', name: 'reports', ...(chosen === undefined ? {} : { app_permissions: String(chosen) }) };
  const resolved = chosen === undefined ? {} : { resolved: { channels: { 77: channel } } };
  return { app_permissions: String(here), data: { name: 'ig', ...resolved } } as unknown as Asked;
}

describe('the permissions of the bot where a digest is to come', () => {
  const all = ViewChannel | SendMessages | EmbedLinks | AttachFiles;

  it('are named when they are missing in the chosen channel, whatever they are here', () => {
    assert.deepEqual(missingPermissions(asked(all, ViewChannel | SendMessages)), {
      channel: '#reports',
      names: ['Embed Links', 'Attach Files'],
    });
    assert.equal(missingPermissions(asked(0n, all)), undefined);
  });

  it('are those of this channel where none was chosen, and all of them for an administrator', () => {
    assert.deepEqual(missingPermissions(asked(all & ~SendMessages)), {
      channel: 'this channel',
      names: ['Send Messages'],
    });
    assert.equal(missingPermissions(asked(Administrator)), undefined);
  });
});
