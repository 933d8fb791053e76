/** Every name of post insights, with every login, beside what the local Instagram knows to be true of each post. No row is skipped. */
import assert from 'node:assert/strict';
import type { RenderedAnswer } from '../../core/commands.ts';
import { findMetric } from '../../core/instagram/catalogue.ts';
import { MEDIA_METRICS } from '../../core/instagram/media/catalogue.ts';
import type { MediaMetric } from '../../core/instagram/media/metric.ts';
import type { MediaNumbers } from '../../demo/media-numbers.ts';
import { ranked, medianOf } from '../../core/media/figures.ts';
import { formatValue } from '../../core/features/posts-words.ts';
import { tables } from '../unit/features/answers.ts';
import { openWorld, type World } from '../fakes/world.ts';

const USER = 'lumen.studio';
const HOUR = 3_600_000;

function sum(parts: Readonly<Record<string, number>>): number {
  return Object.values(parts).reduce((all, part) => all + part, 0);
}

/** What each API metric is in the numbers of the local Instagram. */
const TRUTH: Readonly<Record<string, (numbers: MediaNumbers, part: string | undefined) => number>> = {
  views: (n) => n.views,
  reach: (n) => n.reach,
  total_interactions: (n) => n.likes + n.comments + n.saved + n.shares + n.replies + n.reposts,
  likes: (n) => n.likes,
  comments: (n) => n.comments,
  saved: (n) => n.saved,
  shares: (n) => n.shares,
  reposts: (n) => n.reposts,
  follows: (n) => n.follows,
  profile_visits: (n) => n.profileVisits,
  profile_activity: (n) => sum(n.profileActivity),
  ig_reels_avg_watch_time: (n) => n.watchMilliseconds,
  ig_reels_video_view_total_time: (n) => n.views * n.watchMilliseconds,
  reels_skip_rate: (n) => n.skipRate,
  crossposted_views: (n) => n.views + n.facebookViews,
  facebook_views: (n) => n.facebookViews,
  total_views: (n) => n.totalViews,
  total_likes: (n) => n.totalLikes,
  total_comments: (n) => n.totalComments,
  replies: (n) => n.replies,
  navigation: (n, part) => (part === undefined ? sum(n.navigation) : (n.navigation[part] ?? 0)),
  link_clicks: (n) => n.linkClicks,
};

interface Row {
  readonly key: string;
  readonly value: number | null;
}

interface Data {
  readonly metric: string;
  readonly servedBy: string;
  readonly value: number | null;
  readonly typical: number | null;
  readonly comparable: boolean;
  readonly state: string;
  readonly rows: readonly Row[];
  readonly notes: readonly string[];
}

function truthOf(world: World, metric: MediaMetric, id: string): number {
  const numbers = world.local.truth.media(id, world.now) ?? assert.fail(id);
  const source = metric.source ?? assert.fail();
  return (TRUTH[source.apiName] ?? assert.fail(source.apiName))(numbers, source.bucket);
}

/** A name that exists for accounts too means the account's: asked of posts it stands behind `by`. */
function ask(world: World, metric: MediaMetric): Promise<RenderedAnswer> {
  const stories = metric.kinds.includes('story');
  const when = stories ? 'day' : '28d';
  return findMetric(metric.name) === undefined
    ? world.ask(`${metric.name} ${when} @${USER}`)
    : world.ask(stories ? `stories ${when} @${USER}` : `posts top by ${metric.name} ${when} @${USER}`);
}

/** Compares the object for scripts with the truth of each post, and gives it in a few words. */
function checkObject(world: World, metric: MediaMetric, answer: RenderedAnswer): string {
  const data = (answer.data ?? assert.fail()) as unknown as Data;
  assert.deepEqual([data.metric, data.servedBy], [metric.name, metric.source?.apiName]);
  assert.equal(data.comparable, metric.legacy?.comparable ?? true);
  if (metric.legacy !== undefined) assert.ok(data.notes.includes(metric.legacy.change));
  const known = data.rows.filter(({ value }) => value !== null);
  assert.ok(known.length > 0, 'no post has a value');
  for (const { key, value } of known) assert.equal(value, truthOf(world, metric, key), key);
  // Only what Instagram cannot count of a post has no number.
  if (metric.source?.alone !== true) assert.equal(known.length, data.rows.length);
  const values = known.map(({ value }) => value ?? 0);
  assert.equal(data.typical, medianOf(values));
  assert.equal(data.value, metric.rollup === 'sum' ? values.reduce((all, value) => all + value, 0) : null);
  assert.equal(data.state === 'unavailable', metric.rollup !== 'sum');
  return `${known.length} of ${data.rows.length} as true, ${String(data.value)} in all`;
}

/** Compares the ranking that people read with the truth of the same posts. */
async function checkTable(world: World, metric: MediaMetric, answer: RenderedAnswer): Promise<string> {
  const table = tables(answer)[0] ?? assert.fail();
  if (metric.kinds.includes('story')) return checkStories(world, metric, table);
  const [account] = (await world.store.listAccounts(1)).filter(({ username }) => username === USER);
  const posts = await world.store.listMedia((account ?? assert.fail()).id, {
    kinds: metric.kinds,
    since: Date.parse('2026-10-27T07:00:00Z'),
    until: Date.parse('2026-11-24T08:00:00Z') - 1,
    limit: 500,
  });
  const truth = ranked(
    posts.map((media) => ({
      media,
      value: truthOf(world, metric, media.id),
      state: 'final' as const,
      reason: undefined,
      readAt: undefined,
      imported: false,
    })),
  );
  assert.deepEqual(
    table.rows.map((row) => row[3]),
    truth.slice(0, 10).map(({ value }) => formatValue(metric, value)),
  );
  return `${table.rows.length} of ${posts.length} in order, all as true`;
}

function checkStories(
  world: World,
  metric: MediaMetric,
  table: { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] },
) {
  const column = table.columns.indexOf(metric.label);
  assert.ok(column > 0, metric.label);
  const ids = world.local.calls
    .filter((call) => call.path.endsWith('/insights'))
    .map((call) => call.path.split('/')[2] ?? '');
  const truth = [...new Set(ids)].flatMap((id) => {
    const numbers = world.local.truth.media(id, world.now);
    return numbers === undefined || sum(numbers.navigation) === 0
      ? []
      : [formatValue(metric, truthOf(world, metric, id))];
  });
  assert.deepEqual([...table.rows.map((row) => row[column])].sort(), truth.sort());
  return `${table.rows.length} stories as true`;
}

for (const login of ['facebook', 'instagram'] as const) {
  describe(`every metric of posts and stories with ${login} login`, () => {
    let world: World;
    before(async () => {
      world = await openWorld({ login });
      await world.ask(`stories @${USER}`);
    });
    after(() => world.close());

    for (const metric of MEDIA_METRICS.values()) {
      it(`${metric.name} · ${login}`, async function () {
        const answer = await ask(world, metric);
        let found: string;
        if (metric.source === undefined) {
          assert.equal(answer.status, 'unanswerable');
          assert.ok(answer.report.summary.includes(metric.notOffered ?? '?') || findMetric(metric.name) !== undefined);
          found = 'not offered, with its reason';
        } else if (!metric.source.logins.includes(login)) {
          assert.equal(answer.status, 'unanswerable', answer.report.summary);
          assert.match(answer.report.summary, /Facebook Login/u);
          found = 'not offered with this login, which is said';
        } else {
          assert.equal(answer.status, 'answered', answer.report.summary);
          found =
            answer.data === undefined ? await checkTable(world, metric, answer) : checkObject(world, metric, answer);
        }
        if (this.test !== undefined) this.test.title += `: ${found}`;
      });
    }

    it('made no call that Instagram had to refuse, but for views on Facebook of what is not there', () => {
      const refused = world.local.calls.filter((call) => call.path.endsWith('/insights') && call.status !== 200);
      assert.deepEqual(
        refused.filter((call) => !['facebook_views', 'crossposted_views'].includes(call.params['metric'] ?? '')),
        [],
      );
      for (const call of refused)
        assert.equal(
          refused.filter(({ path, params }) => path === call.path && params['metric'] === call.params['metric']).length,
          1,
        );
    });

    it('asks nothing twice within 15 minutes, whatever was asked before', async () => {
      const calls = world.local.calls.length;
      for (const text of [
        'saved 28d',
        'engagement 28d',
        'plays week',
        'posts top by shares 28d',
        'stories',
        'exits day',
        'facebook_views 28d',
      ])
        await world.ask(`${text} @${USER}`);
      assert.equal(world.local.calls.length, calls);
    });
  });
}

describe('one post of each kind', () => {
  it('shows every number of its kind, as true, by link, shortcode, id and place', async () => {
    const world = await openWorld();
    try {
      await world.ask(`posts 28d @${USER}`);
      const [account] = (await world.store.listAccounts(1)).filter(({ username }) => username === USER);
      const posts = await world.store.listMedia((account ?? assert.fail()).id, {
        kinds: ['image', 'album', 'reel'],
        limit: 200,
      });
      for (const kind of ['image', 'album', 'reel'] as const) {
        const post = posts.find((one) => one.kind === kind) ?? assert.fail();
        const names = [post.permalink ?? '', post.shortcode ?? '', post.id, String(posts.indexOf(post) + 1)];
        const answers = [];
        for (const name of names) answers.push(await world.ask(`post ${name} @${USER}`));
        const [first] = answers;
        for (const answer of answers) assert.deepEqual(answer.report.blocks, first?.report.blocks);
        const rows = new Map(tables(first ?? assert.fail())[0]?.rows.map(([label, value]) => [label, value]));
        const expected = [...MEDIA_METRICS.values()].filter(
          ({ legacy, source }) => legacy === undefined && source?.kinds.includes(kind) === true,
        );
        for (const metric of expected) {
          const shown = rows.get(metric.label);
          if (metric.source?.alone === true && shown === undefined) continue;
          assert.equal(shown, formatValue(metric, truthOf(world, metric, post.id)), `${kind} ${metric.name}`);
        }
      }
      world.now += HOUR;
      assert.equal((await world.ask(`post 1 @${USER}`)).status, 'answered');
    } finally {
      await world.close();
    }
  });
});
