import assert from 'node:assert/strict';

import { type CauseEvidence, type PostEvidence, probableCause } from '../../../core/insights/spikes/cause.ts';

function post(id: string, follows: number | null, reach: number | null = null): PostEvidence {
  return { id, kind: 'reel', publishedOn: '2026-06-16', follows, reach };
}

const JUMP: CauseEvidence = {
  direction: 'up',
  excess: 1000,
  posts: [],
  reach: undefined,
  profileVisitsUnusual: undefined,
};

describe('the probable cause of a jump', () => {
  it('is mainly a reel whose measured follows make 60 %, with the posts named by size', () => {
    const cause = probableCause({ ...JUMP, posts: [post('small', 80), post('reel', 600), post('none', 0)] });
    assert.ok(cause.kind === 'posts');
    assert.deepEqual([cause.strength, cause.by], ['mainly', 'follows']);
    assert.deepEqual(
      cause.posts.map((one) => [one.post.id, one.amount, one.share]),
      [
        ['reel', 600, 0.6],
        ['small', 80, 0.08],
      ],
    );
    assert.ok(Math.abs(cause.share - 0.68) < 1e-12);
  });

  it('is partly posts from 25 % on, and never more than all', () => {
    const share = (follows: number) => probableCause({ ...JUMP, posts: [post('a', follows)] });
    assert.equal(share(249).kind, 'unexplained');
    const [partly, all] = [share(250), share(5000)];
    assert.ok(partly.kind === 'posts' && partly.strength === 'partly');
    assert.ok(all.kind === 'posts' && all.share === 1);
  });

  it('adds up many small posts', () => {
    const posts = Array.from({ length: 20 }, (_, i) => post(`p${i}`, 40));
    const cause = probableCause({ ...JUMP, posts });
    assert.ok(cause.kind === 'posts' && cause.strength === 'mainly' && cause.posts.length === 1);
  });

  it('is told by reach only where no follows are measured', () => {
    const reach = { excess: 20_000, unusual: true, nonFollowers: { share: 0.8, usual: 0.4 } };
    const cause = probableCause({ ...JUMP, reach, posts: [post('a', null, 15_000)] });
    assert.ok(cause.kind === 'posts');
    assert.deepEqual([cause.by, cause.share, cause.nonFollowers], ['reach', 0.75, reach.nonFollowers]);
    assert.equal(probableCause({ ...JUMP, reach, posts: [post('a', 3, 15_000)] }).kind, 'unexplained');
    assert.equal(
      probableCause({ ...JUMP, reach: { ...reach, unusual: false }, posts: [post('a', null, 15_000)] }).kind,
      'unexplained',
    );
  });

  it('says unknown, not no, where Instagram gave no split by follower', () => {
    const reach = { excess: 20_000, unusual: true, nonFollowers: undefined };
    const cause = probableCause({ ...JUMP, reach, posts: [post('a', 900)] });
    assert.ok(cause.kind === 'posts' && cause.nonFollowers === undefined);
  });

  it('is not explained by posts when follows came without reach, with what to check', () => {
    const reach = { excess: -40, unusual: false, nonFollowers: { share: 0.4, usual: 0.4 } };
    const cause = probableCause({
      ...JUMP,
      excess: 1087,
      reach,
      profileVisitsUnusual: false,
      posts: [post('a', 1), post('b', 0)],
    });
    assert.deepEqual(cause, {
      kind: 'unexplained',
      looked: 2,
      moved: 1,
      share: 1 / 1087,
      withoutReach: true,
      nonFollowers: { share: 0.4, usual: 0.4 },
      check: ['mentions and tags', 'collaborations on other accounts', 'paid promotion', 'inauthentic follows'],
    });
  });

  it('does not suspect inauthentic follows when reach rose too, and points at posts without numbers', () => {
    const reach = { excess: 9000, unusual: true, nonFollowers: undefined };
    const cause = probableCause({ ...JUMP, reach, posts: [post('a', null)] });
    assert.ok(cause.kind === 'unexplained');
    assert.deepEqual([cause.withoutReach, cause.share], [false, undefined]);
    assert.ok(!cause.check.includes('inauthentic follows') && cause.check.includes('posts without numbers'));
  });

  it('claims nothing about reach nobody read', () => {
    const cause = probableCause(JUMP);
    assert.ok(cause.kind === 'unexplained' && cause.withoutReach === undefined && cause.looked === 0);
  });

  it('never names a post for a fall', () => {
    const cause = probableCause({ ...JUMP, direction: 'down', excess: -800, posts: [post('a', 50)] });
    assert.ok(cause.kind === 'unexplained');
    assert.deepEqual(cause.check, ['removed accounts', 'recent posts']);
  });
});
