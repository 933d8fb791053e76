import assert from 'node:assert/strict';
import { createApp } from '../../../core/app.ts';
import { AppError } from '../../../core/errors.ts';
import { createPlaces, lookForLost } from '../../../core/places.ts';
import type { ChartRenderer } from '../../../core/ports.ts';
import type { Fate } from '../../fakes/log-platform.ts';
import { ADMIN } from '../../fakes/world.ts';
import { openDigestWorld, type DigestWorld } from './digest-world.ts';

const MONDAY = '2026-11-30T09:00:00Z';
const LATER = '2026-11-30T12:00:00Z';
const WEEK = 7 * 86_400_000;
const HOME = { platform: 'local', workspaceRemoteId: 'local' };
const REPORTS = { ...HOME, channelId: 'reports' };
const CLOSED = new AppError('not-found', 'The channel is archived.', { hint: 'Open it again.' });
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

  it('stays stopped while the week that will show whether its channel is open is yet to be made', async () => {
    fate = CLOSED;
    for (const week of [0, 1]) await one.until(Date.parse(MONDAY) + week * WEEK);
    await one.places.opened(REPORTS);
    await one.places.opened(REPORTS);
    assert.equal(await failing(), 'The channel is archived. Open it again.');
  });

  it('stays stopped where its platform says that its own channel takes nothing', async () => {
    fate = CLOSED;
    await one.until(MONDAY);
    fate = 'posts';
    await one.places.opened({ ...HOME, takes: (channel) => channel !== 'reports' });
    await one.until(LATER);
    assert.deepEqual(keys(), []);
    await one.places.opened({ ...HOME, takes: () => true });
    await one.until('2026-11-30T13:00:00Z');
    assert.deepEqual(keys(), ['digest-1-2026-W48']);
  });
});
