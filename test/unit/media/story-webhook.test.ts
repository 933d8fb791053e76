import assert from 'node:assert/strict';
import { keepStoryInsights } from '../../../core/media/story-webhook.ts';
import { openWorld, type World } from '../../fakes/world.ts';

describe('the last numbers of a story, sent by Meta', () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(async () => {
    await world.close();
  });

  async function anyStory() {
    await world.ask('stories');
    const account = (await world.store.listAllConnections()).find(
      ({ account: { username } }) => username === 'lumen.studio',
    )?.account;
    assert.ok(account?.instagramId);
    const [story] = await world.store.listMedia(account.id, { kinds: ['story'], limit: 1 });
    assert.ok(story, 'the account has a story');
    return { account, instagramId: account.instagramId, story };
  }

  it('are kept once, under the names of today', async () => {
    const { account, instagramId, story } = await anyStory();
    const told = { instagramId, mediaId: story.id, numbers: { impressions: 987_654, exits: 3 }, sentAt: world.now };
    world.now += 3_600_000;
    await keepStoryInsights(world.deps, told);
    const once = await world.store.readMediaReadings(account.id, [story.id], 'all');
    assert.ok(once.some(({ metric, value }) => metric === 'views' && value === 987_654));
    await keepStoryInsights(world.deps, told);
    assert.equal((await world.store.readMediaReadings(account.id, [story.id], 'all')).length, once.length);
  });

  it('change nothing for accounts and stories that are not known', async () => {
    const { account, instagramId } = await anyStory();
    const numbers = { reach: 1 };
    await keepStoryInsights(world.deps, { instagramId: '1', mediaId: '2', numbers, sentAt: 0 });
    await keepStoryInsights(world.deps, { instagramId, mediaId: '2', numbers, sentAt: 0 });
    assert.deepEqual(await world.store.readMediaReadings(account.id, ['2'], 'all'), []);
  });
});
