import assert from 'node:assert/strict';
import { gatherDigest } from '../../../core/digests/build.ts';
import type { AccountFacts } from '../../../core/digests/facts.ts';
import { POST_KINDS } from '../../../core/instagram/media/media.ts';
import { localDate } from '../../../core/digests/wall-clock.ts';
import { openWorld, type World } from '../../fakes/world.ts';

describe('what was published in the week of a digest', () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());

  async function gather(zone: string): Promise<readonly AccountFacts[]> {
    const home = await world.store.saveWorkspace('local', 'local');
    const accounts = (await world.store.listAccounts(home.id)).map(({ id }) => id);
    const order = { workspaceId: home.id, accounts, week: '2026-W47', priority: 'command' } as const;
    return (await gatherDigest(world.deps, { ...order, sections: ['posts', 'stories'], zone })).accounts;
  }

  it('has the days of the team’s clock', async () => {
    for (const zone of ['Pacific/Kiritimati', 'America/Los_Angeles']) {
      let compared = 0;
      for (const { id, posts } of await gather(zone)) {
        const media = await world.store.listMedia(id, { kinds: POST_KINDS, since: 0, limit: 500 });
        const at = new Map(media.map(({ permalink, publishedAt }) => [permalink, publishedAt]));
        for (const { url, day } of posts?.best ?? []) {
          assert.equal(day, localDate(zone, at.get(url ?? '') ?? 0), zone);
          compared += 1;
        }
      }
      assert.ok(compared > 0);
    }
  });

  it('has no known stories where the account was connected after they had ended', async () => {
    for (const { stories, username } of await gather('UTC'))
      assert.deepEqual([stories?.count, stories?.connectedAfter], [0, '2026-11-24'], username);
  });
});
