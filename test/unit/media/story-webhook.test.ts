import assert from 'node:assert/strict';
import { keepStoryInsights } from '../../../core/media/story-webhook.ts';
import { openWorld, type World } from '../../fakes/world.ts';
import { stat } from '../features/answers.ts';

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

  it('are the funnel of a story whose taps nobody else has told since', async () => {
    const { instagramId, story } = await anyStory();
    await world.ask(`story ${story.id}`);
    world.now += 26 * 3_600_000;
    const numbers = { reach: 4_321, taps_forward: 1_234, taps_back: 56, exits: 78, replies: 9 };
    await keepStoryInsights(world.deps, { instagramId, mediaId: story.id, numbers, sentAt: world.now });
    const answer = await world.ask(`story ${story.id}`);
    const said = ['Reach', 'Taps forward', 'Taps back', 'Exits', 'Replies'].map((label) => stat(answer, label));
    assert.deepEqual(said, ['4,321', '1,234', '56', '78', '9']);
  });

  it('change nothing for accounts and stories that are not known', async () => {
    const { account, instagramId } = await anyStory();
    const numbers = { reach: 1 };
    await keepStoryInsights(world.deps, { instagramId: '1', mediaId: '2', numbers, sentAt: 0 });
    await keepStoryInsights(world.deps, { instagramId, mediaId: '2', numbers, sentAt: 0 });
    assert.deepEqual(await world.store.readMediaReadings(account.id, ['2'], 'all'), []);
  });
});
