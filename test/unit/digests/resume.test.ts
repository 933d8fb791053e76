import assert from 'node:assert/strict';
import { createApp } from '../../../core/app.ts';
import { createPlaces, lookForLost } from '../../../core/digests/resume.ts';
import { AppError } from '../../../core/errors.ts';
import type { ChartRenderer } from '../../../core/ports.ts';
import type { Fate } from '../../fakes/log-platform.ts';
import { ADMIN } from '../../fakes/world.ts';
import { openDigestWorld, type DigestWorld } from './digest-world.ts';

const MONDAY = '2026-11-30T09:00:00Z';
const LATER = '2026-11-30T12:00:00Z';
const HOME = { platform: 'local', workspaceRemoteId: 'local' };
const SHUT_OUT = new AppError('token', 'The token is withdrawn.', { hint: 'Install it again.', wholeWorkspace: true });
const DRAWS_NOTHING: ChartRenderer = { render: () => Promise.reject(new Error('nothing is drawn here')) };

describe('a digest that is to go on', () => {
  let one: DigestWorld;
  let fate: Fate | AppError = 'posts';
  beforeEach(async () => {
    fate = 'posts';
    one = await openDigestWorld({ platform: { fate: () => fate } });
    await one.ask('digest schedule monday 10:00 Europe/Berlin #reports @northpine.coffee');
  });
  afterEach(() => one.close());

  const keys = (): readonly string[] =>
    one.platform.posts().flatMap(({ key }) => (/^digest-\d+-\d{4}-W\d{2}$/u.test(key) ? [key] : []));
  const failing = async (): Promise<string | undefined> => (await one.world.store.listSubscriptions())[0]?.failing;

  it('does so within the hour when the process that resumed it was killed in the middle', async () => {
    fate = SHUT_OUT;
    await one.until(MONDAY);
    fate = 'posts';
    const { deps } = one.world;
    const dying = { ...deps.store, retryPost: () => Promise.reject(new Error('killed')) };
    await assert.rejects(createPlaces({ ...deps, store: dying }).opened(HOME), /killed/u);
    assert.equal(await deps.store.findLost(HOME), undefined);
    await lookForLost(deps, [], new AbortController().signal);
    await one.until(LATER);
    assert.deepEqual([keys(), await failing()], [['digest-1-2026-W48'], undefined]);
  });

  it('is on its way only once its workspace counts as lost no more', async () => {
    fate = SHUT_OUT;
    await one.until(MONDAY);
    fate = 'posts';
    const { store } = one.world;
    const lost: unknown[] = [];
    const watched = {
      ...store,
      async retryPost(key: string, now: number) {
        lost.push(await store.findLost(HOME));
        return store.retryPost(key, now);
      },
    };
    const door = createApp({ ...one.world.deps, store: watched, chats: () => [one.platform] }, DRAWS_NOTHING);
    const { status } = await door.answer({ text: 'digest resume', caller: { ...ADMIN, channelId: 'general' } }, []);
    assert.deepEqual([status, lost], ['answered', [undefined]]);
  });
});
