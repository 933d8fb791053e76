import assert from 'node:assert/strict';
import { NOW, openWorld, type World } from '../../fakes/world.ts';
import { openAlertWorld } from '../alerts/alert-world.ts';
import { stat, tables, words } from './answers.ts';

const DAY = 86_400_000;
const USER = 'lumen.studio';

describe('totals of the profile', () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld();
    for (let day = 0; day < 3; day += 1) {
      world.now = NOW + day * DAY;
      await world.ask('profile');
    }
  });
  afterEach(() => world.close());

  for (const name of ['followers_count', 'follows_count', 'media_count'] as const) {
    it(`have a period, a course and a change out of our own readings: ${name}`, async () => {
      const data = (await world.ask(`${name} day`)).data ?? {};
      const truth = [0, 1].map((day) => world.local.truth.profile(USER, NOW + day * DAY)[name]);
      assert.deepEqual([data['previous'], data['value'], data['state']], [...truth, 'final']);
      const day = '2026-11-25';
      assert.deepEqual(data['period'], { from: day, to: day, days: 1, timeZone: 'America/Los_Angeles' });
      assert.deepEqual(data['series'], [{ day, value: truth[1], state: 'final' }]);
    });
  }

  it('are as of now when no period is named, and for lifetime', async () => {
    for (const text of ['followers lifetime', 'followers_count', 'followers_count lifetime']) {
      const answer = await world.ask(text);
      assert.equal(answer.data?.['value'], world.local.truth.followers(USER, world.now), text);
      assert.match(answer.report.summary, /, now: /u);
    }
  });
});

describe('followers of a period', () => {
  it('add up: at the start, new, lost, the unexplained rest, at the end', async () => {
    const world = await openWorld();
    try {
      const { truth } = world.local;
      for (let day = 0; day < 3; day += 1) {
        world.now = NOW + day * DAY;
        await world.ask('profile');
      }
      const [start, end] = [truth.followers(USER, NOW), truth.followers(USER, world.now)];
      world.now = NOW + 6 * DAY;
      const days = ['2026-11-25', '2026-11-26'] as const;
      const gained = truth.window(USER, 'follower_count', ...days) ?? assert.fail();
      const lost = truth.window(USER, 'unfollows', ...days) ?? assert.fail();
      const answer = await world.ask(`followers ${days.join('..')}`);
      const table = tables(answer).find(({ caption }) => caption.includes('add up')) ?? assert.fail(words(answer));
      const numbers = table.rows.map(([, cell = '']) => Number(cell.replace('−', '-').replaceAll(/[,+±]/gu, '')));
      assert.deepEqual(numbers, [start, gained, -lost, end - (start + gained - lost), end]);
      assert.match(words(answer), / unexplained = [\d,]+ at the end\./u);
      assert.match(words(answer), /Unexplained is what the totals moved beyond new and lost/u);
    } finally {
      await world.close();
    }
  });

  it('are not added up where no total was read on the day before', async () => {
    const world = await openWorld();
    try {
      await world.ask('profile');
      world.now = NOW + 4 * DAY;
      const answer = await world.ask('followers 2026-11-22..2026-11-24');
      assert.equal(answer.status, 'answered');
      assert.deepEqual(
        tables(answer).filter(({ caption }) => caption.includes('add up')),
        [],
      );
    } finally {
      await world.close();
    }
  });
});

describe('a week', () => {
  it('has no best day when nothing happened on any', async () => {
    const alerts = await openAlertWorld();
    try {
      const account = await alerts.account('northpine.coffee');
      for (const day of [16, 17, 18, 19, 20, 21, 22]) await alerts.write(account, `2026-11-${day}`, 0, 60);
      const empty = await alerts.ask('follower_count 2026-11-16..2026-11-22');
      assert.deepEqual([stat(empty, 'Typical day'), stat(empty, 'Best day')], ['0', undefined]);
      await alerts.write(account, '2026-11-20', 3, 80);
      assert.equal(stat(await alerts.ask('follower_count 2026-11-16..2026-11-22'), 'Best day'), '3');
    } finally {
      await alerts.close();
    }
  });
});

describe('a post', () => {
  it('says of which metric each note is, and nothing of adding posts up', async () => {
    const world = await openWorld();
    try {
      const { report } = await world.ask('post 1');
      const notes = report.blocks.flatMap((block) => (block.kind === 'notice' ? [block.text] : []));
      assert.ok(notes.includes('Reach: Meta estimates this number.'), notes.join('\n'));
      assert.ok(notes.every((note) => !note.includes('not added up')));
    } finally {
      await world.close();
    }
  });
});

describe('a single day', () => {
  it('says of which days the typical and the best one are, whole numbers both', async () => {
    const world = await openWorld();
    try {
      const answer = await world.ask('reach day');
      const notes = answer.report.blocks.flatMap((block) => (block.kind === 'stats' ? block.stats : []));
      assert.match(notes.find(({ label }) => label === 'Typical day')?.note ?? '', /of the 7 days shown/u);
      assert.match(notes.find(({ label }) => label === 'Best day')?.note ?? '', /of the 7 days shown/u);
      assert.match(stat(await world.ask('reach 28d'), 'Typical day') ?? '', /^[\d,]+$/u);
      assert.match(words(await world.ask('reach today')), /Today is not over/u);
    } finally {
      await world.close();
    }
  });
});

describe('a period of two years', () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());

  it('is drawn by the totals of 30 days that Instagram gives of it', async () => {
    const [table] = tables(await world.ask('views 729d'));
    assert.equal(table?.caption, 'Views by 30 days');
    assert.equal(table.rows.length, 24);
    const { truth } = world.local;
    const first = truth.window(USER, 'views', '2024-11-25', '2024-12-24', world.now) ?? assert.fail();
    assert.deepEqual(table.rows[0], ['Mon 25 Nov 2024', first.toLocaleString('en-US'), 'final']);
  });

  it('is drawn by weeks where the days are known, and says what a week’s point is', async () => {
    const answer = await world.ask('reach 729d');
    const [table] = tables(answer);
    assert.equal(table?.caption, 'Reach by week (median day)');
    assert.equal(table.rows.length, 104);
    assert.equal((answer.data?.['series'] as readonly unknown[]).length, 729);
  });
});

describe('an account with imported numbers only', () => {
  it('is told to connect where no file can answer, and never sent in circles', async () => {
    const world = await openWorld({ connect: false });
    try {
      const workspace = await world.store.saveWorkspace('local', 'local');
      await world.store.saveImportAccount(workspace.id, 'old.times', NOW);
      for (const text of ['online', 'online 30d', 'audience', 'audience cities', 'reach by type', 'media_count week']) {
        const answer = await world.ask(text);
        assert.equal(answer.status, 'unanswerable', text);
        assert.match(words(answer), /imported numbers only.*\/ig connect/su, text);
        assert.deepEqual(
          answer.report.actions.map(({ command }) => command),
          ['connect'],
        );
      }
    } finally {
      await world.close();
    }
  });
});

describe('a field that a login does not give', () => {
  it('says which login does', async () => {
    const world = await openWorld({ login: 'instagram' });
    try {
      const answer = await world.ask(`ig_id @${USER}`);
      assert.match(words(answer), /Facebook Login only/u);
      assert.match(JSON.stringify(answer.data?.['notes']), /Facebook Login only/u);
    } finally {
      await world.close();
    }
  });
});
