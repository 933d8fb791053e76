import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findDrivers } from '../../../core/digests/drivers.ts';

const week = fc.record({
  posts: fc.integer({ min: 1, max: 50 }),
  reach: fc.integer({ min: 1, max: 1_000_000 }),
  follows: fc.integer({ min: 1, max: 10_000 }),
});

describe('what drove the change', () => {
  it('adds up to the change, whatever the weeks were', () => {
    fc.assert(
      fc.property(week, week, (now, before) => {
        const found = findDrivers(now, before);
        const sum = found?.all.reduce((total, { part }) => total + part, 0) ?? Number.NaN;
        assert.ok(Math.abs(sum - (now.follows - before.follows)) < 1e-6 * Math.max(now.follows, before.follows));
      }),
    );
  });

  it('gives everything to the only factor that moved', () => {
    const found = findDrivers({ posts: 4, reach: 4_000, follows: 80 }, { posts: 2, reach: 2_000, follows: 40 });
    assert.deepEqual(
      found?.all.map(({ name, part }) => [name, Math.round(part)]),
      [
        ['posts', 40],
        ['reach per post', 0],
        ['follows per reach', 0],
      ],
    );
    assert.equal(found.top?.name, 'posts');
    assert.equal(found.drag, undefined);
  });

  it('names the one that lifted and the one that held back, also when the sum did not move', () => {
    const found = findDrivers({ posts: 2, reach: 8_000, follows: 60 }, { posts: 6, reach: 8_000, follows: 60 });
    assert.equal(found?.delta, 0);
    assert.equal(found.top?.name, 'reach per post');
    assert.equal(found.drag?.name, 'posts');
  });

  it('takes nothing apart when a factor is zero', () => {
    const full = { posts: 2, reach: 100, follows: 5 };
    for (const name of ['posts', 'reach', 'follows'] as const) {
      assert.equal(findDrivers(full, { ...full, [name]: 0 }), undefined);
      assert.equal(findDrivers({ ...full, [name]: 0 }, full), undefined);
    }
  });
});
