import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createApp } from '../../core/app.ts';
import { packReport } from '../../core/deliveries/pack.ts';
import { Secret } from '../../core/secret.ts';
import { openStore } from '../../db/open.ts';
import { ADMIN } from '../fakes/world.ts';
import { openDigestWorld } from '../unit/digests/digest-world.ts';

const YEAR = 365 * 86_400_000;

describe('a digest from last year', () => {
  it('has the same bytes in a new process that draws other pictures, over a database opened again', async () => {
    const one = await openDigestWorld();
    try {
      const { world } = one;
      await one.ask('digest schedule monday 10:00 Europe/Berlin #reports @northpine.coffee');
      await one.until('2026-11-30T09:00:00Z');
      const kept = await world.store.readDigest(1, '2026-W48');
      assert.ok(kept !== undefined);
      await world.store.close();
      world.now += YEAR;
      const store = await openStore({
        url: `sqlite:${join(world.folder, 'reachboard.db')}`,
        role: 'owner',
        encryptionKey: new Secret(Buffer.alloc(32, 7).toString('base64')),
        logger: world.deps.logger,
        clock: world.deps.clock,
      });
      try {
        let drawn = 0;
        const render = () => {
          drawn += 1;
          return Promise.resolve({ png: Uint8Array.of(0), width: 1, height: 1 });
        };
        const door = createApp({ ...world.deps, store }, { render });
        const caller = { ...ADMIN, channelId: 'reports' };
        const shown = await door.answer({ text: 'digest show 2026-W48', caller }, ['light', 'dark']);
        assert.equal(packReport(shown.report), kept.content);
        assert.match(kept.content, /"png":\{"light":"[^"]+","dark":"[^"]+"\}/u);
        assert.equal(drawn, 0);
      } finally {
        await store.close();
      }
    } finally {
      await one.close();
    }
  });

  it('is kept in both themes, while its post carries only those that its platform shows', async () => {
    const one = await openDigestWorld({ platform: { themes: ['light'] } });
    try {
      await one.ask('digest schedule monday 10:00 Europe/Berlin #reports @northpine.coffee');
      await one.until('2026-11-30T09:00:00Z');
      const [post] = await one.world.store.findPosts(['digest-1-2026-W48']);
      assert.match(post?.payload ?? '', /"png":\{"light":"[^"]+"\}/u);
      assert.match((await one.world.store.readDigest(1, '2026-W48'))?.content ?? '', /"dark":"/u);
      assert.equal(one.platform.posts().at(-1)?.pictures, 1);
    } finally {
      await one.close();
    }
  });
});
