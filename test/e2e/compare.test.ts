import assert from 'node:assert/strict';
import type { RenderedAnswer } from '../../core/commands.ts';
import { connectToken } from '../../core/features/connect-token.ts';
import { Secret } from '../../core/secret.ts';
import { openWorld, type World } from '../fakes/world.ts';
import { findMediaMetric } from '../../core/instagram/media/catalogue.ts';
import { stat, words } from '../unit/features/answers.ts';
import { connectOne } from '../unit/collector/rig.ts';

function tableOf({ report }: RenderedAnswer): readonly (readonly string[])[] {
  const block = report.blocks.find((one) => one.kind === 'table');
  return block?.kind === 'table' ? block.rows : [];
}

describe('/ig compare', () => {
  let world: World;
  afterEach(() => world.close());

  it('puts one number of several accounts side by side, the largest first, as each alone has it', async () => {
    world = await openWorld();
    const answer = await world.ask('compare reach @northpine.coffee @lumen.studio week');
    assert.equal(answer.status, 'answered');
    const rows = tableOf(answer);
    assert.equal(rows.length, 2);
    const values = rows.map((row) => Number((row[1] ?? '').replaceAll(/\D/gu, '')));
    assert.ok((values[0] ?? 0) >= (values[1] ?? 0));
    for (const [index, row] of rows.entries()) {
      const alone = await world.ask(`reach week ${row[0] ?? ''}`);
      assert.equal(alone.data?.['value'], values[index]);
    }
    const [picture] = answer.report.blocks.flatMap((block) => (block.kind === 'picture' ? [block] : []));
    assert.equal(picture?.fallback.caption, 'Reach by day');
    assert.deepEqual(picture.fallback.columns, ['Day', ...rows.map(([name]) => name)]);
    assert.equal(picture.fallback.rows.length, 7);
    assert.deepEqual(
      answer.report.actions.map(({ command }) => command),
      ['day', 'week', '28d'].map((when) => `compare reach @northpine.coffee @lumen.studio ${when}`),
    );
  });

  it('takes the words in any order and all accounts when none is named', async () => {
    world = await openWorld();
    const all = tableOf(await world.ask('views compare day'));
    assert.equal(all.length, world.local.accounts.length);
    const plain = await world.ask('compare week northpine.coffee lumen.studio followers');
    assert.equal(tableOf(plain).length, 2);
  });

  it('shows public counts of accounts that are not connected, and says that they are', async () => {
    world = await openWorld({ connect: false });
    await connectOne(world, 'lumen.studio');
    const followers = await world.ask('compare followers @lumen.studio @northpine.coffee');
    const truth = world.local.truth.followers('northpine.coffee', world.now);
    const row = tableOf(followers).find(([name]) => name === '@northpine.coffee');
    assert.equal(Number((row?.[1] ?? '').replaceAll(/\D/gu, '')), truth);
    assert.match(JSON.stringify(followers.report), /public counts/u);
    assert.equal(tableOf(await world.ask('compare posts @lumen.studio @northpine.coffee')).length, 2);
  });

  it('tells of each account without a number why there is none', async () => {
    world = await openWorld({ connect: false });
    await connectOne(world, 'lumen.studio');
    const reach = tableOf(await world.ask('compare reach @lumen.studio @northpine.coffee week'));
    assert.match(reach.find(([name]) => name === '@northpine.coffee')?.[4] ?? '', /Not connected here/u);
    const nobody = tableOf(await world.ask('compare followers @lumen.studio @nobody.at.all'));
    assert.match(nobody.find(([name]) => name === '@nobody.at.all')?.[4] ?? '', /no professional account/u);
  });

  it('says that public counts need Facebook Login', async () => {
    world = await openWorld({ connect: false });
    await connectOne(world, 'lumen.studio', 'instagram');
    const rows = tableOf(await world.ask('compare followers @lumen.studio @northpine.coffee'));
    assert.match(rows.find(([name]) => name === '@northpine.coffee')?.[4] ?? '', /Facebook Login/u);
  });

  it('calls and writes a metric of posts as the metric itself does, with what its answers say', async () => {
    world = await openWorld();
    const names = '@northpine.coffee @lumen.studio';
    const alone = await world.ask('ig_reels_video_view_total_time week @lumen.studio');
    const answer = await world.ask(`compare ig_reels_video_view_total_time ${names} week`);
    const label = String(alone.data?.['label']);
    assert.equal(answer.report.title, `Compared: ${label}`);
    const row = tableOf(answer).find(([name]) => name === '@lumen.studio');
    assert.equal(row?.[1], stat(alone, label));
    assert.match(row?.[1] ?? '', / (s|min)$/u);
    assert.doesNotMatch(row?.[3] ?? '', /\d{2},\d{3}/u);
    const old = await world.ask(`compare engagement ${names} week`);
    const change = findMediaMetric('engagement')?.legacy?.change ?? assert.fail();
    assert.ok(words(old).split('\n').includes(change), words(old));
    const reach = await world.ask(`compare reach ${names} week`);
    assert.match(words(reach), /^Meta estimates this number/mu);
  });

  it('names the account beside a note that is of one account alone', async () => {
    world = await openWorld();
    await world.ask('taps_forward @lumen.studio');
    const answer = await world.ask('compare taps_forward @northpine.coffee @lumen.studio 28d');
    assert.match(words(answer), /^(@lumen\.studio: )?Stories are kept while the bot runs/mu);
  });

  it('says whose data it is and when it was read', async () => {
    world = await openWorld({ connect: false });
    const home = await world.store.saveWorkspace('local', 'local');
    await connectToken(world.deps, home, { token: new Secret(world.local.tokens.user), origin: 'demo' });
    const { about } = world.deps;
    Object.assign(world.deps, { about: () => ({ ...about(), demo: true }) });
    const { report } = await world.ask('compare reach @northpine.coffee @lumen.studio week');
    assert.match(report.footer, /^Demo data · Days are Instagram’s \(US Pacific\) · read 24 Nov/u);
  });

  it('gives scripts its tables beside the numbers', async () => {
    world = await openWorld();
    const answer = await world.ask('compare reach @northpine.coffee @lumen.studio week');
    const { tables, accounts, notes } = answer.data ?? {};
    const [course, all] = tables as readonly { columns: readonly string[]; rows: readonly unknown[] }[];
    assert.deepEqual([course?.rows.length, all?.rows.length], [7, 2]);
    assert.deepEqual(all?.columns, ['Account', 'Reach', 'Before', 'Change', 'State']);
    assert.equal((accounts as readonly unknown[]).length, 2);
    assert.ok((notes as readonly string[]).length > 0);
  });

  it('completes a comparison with one account by another', async () => {
    world = await openWorld();
    const { report } = await world.ask('compare reach @lumen.studio');
    assert.equal(report.actions[0]?.command, 'compare reach @lumen.studio @aurora.voyage');
  });

  it('refuses what cannot be compared, with a way on', async () => {
    world = await openWorld();
    for (const [text, words] of [
      ['compare', /Say what to compare/u],
      ['compare reach @lumen.studio', /at least two/u],
      ['compare audience_city', /many values/u],
      ['compare reech @lumen.studio @northpine.coffee', /do not know that metric/u],
      ['compare reach @lumen.studio nonsense', /do not know “nonsense”/u],
      [`compare reach ${Array.from({ length: 11 }, (_, index) => `@a${index}`).join(' ')}`, /At most 10/u],
      ['compare reach @nobody.one @nobody.two', /None of these accounts/u],
    ] as const) {
      const { status, report } = await world.ask(text);
      assert.notEqual(status, 'answered', text);
      assert.match(report.summary, words, text);
      assert.ok(report.actions.length > 0, text);
    }
  });
});
