import assert from 'node:assert/strict';

import { usualBand } from '../../../core/insights/spikes/band.ts';
import { changesOf, type DayRow, dayOf } from '../../../core/insights/spikes/days.ts';
import { type Episode, watch } from '../../../core/insights/spikes/episodes.ts';
import { ordinary, rowOf } from './series.ts';

const OPTIONS = { kind: 'counts', threshold: -3, followers: undefined } as const;
const CALM = ordinary(60, 100);

function episodesAfter(days: readonly (number | null)[]): readonly Episode[] {
  return watch(rowOf([...CALM, ...days]), OPTIONS).episodes;
}

/** The day `count` days after the 60 calm ones. */
function day(count: number): string {
  return dayOf(rowOf([]).first + CALM.length + count);
}

describe('an episode', () => {
  it('is not there while nothing happens', () => {
    assert.deepEqual(watch(rowOf(ordinary(200, 100)), OPTIONS).episodes, []);
  });

  it('has a start, a peak, an end and an excess', () => {
    const [episode, ...more] = episodesAfter([500, 900, 400, 100, 95, 105]);
    assert.equal(more.length, 0);
    assert.ok(episode);
    assert.deepEqual([episode.direction, episode.from, episode.to], ['up', day(0), day(2)]);
    assert.deepEqual([episode.peak.value, episode.peak.days.to], [900, day(1)]);
    assert.ok(Math.abs(episode.excess - 1500) < 60);
    assert.deepEqual(episode.closed, { on: day(4), because: 'quiet' });
  });

  it('stays open until two days are unremarkable', () => {
    assert.equal(episodesAfter([500, 100])[0]?.closed, undefined);
    assert.equal(episodesAfter([500, 100, 500]).length, 1);
    assert.equal(episodesAfter([500, 100, 100, 500]).length, 2);
  });

  it('is not closed by days nobody knows, but by a week of them', () => {
    assert.equal(episodesAfter([500, null, null, 450]).length, 1);
    assert.equal(episodesAfter([500, null, null, null, null, null, null, null])[0]?.closed?.because, 'quiet');
  });

  it('is not closed by numbers that may still grow', () => {
    const row = rowOf([...CALM, 500, 100, 100]);
    const settled = row.settled.map((_, i) => i <= CALM.length);
    assert.equal(watch({ ...row, settled }, OPTIONS).episodes[0]?.closed, undefined);
  });

  it('calls on its first day and when the peak is beaten by a quarter, else it stays quiet', () => {
    assert.deepEqual(episodesAfter([500, 520, 450])[0]?.calls, [day(0)]);
    assert.deepEqual(episodesAfter([500, 520, 900])[0]?.calls, [day(0), day(2)]);
  });

  it('becomes the new level when five of seven days are flagged, and is silent from then on', () => {
    const level = ordinary(60, 600);
    const episodes = episodesAfter(level);
    assert.equal(episodes.length, 1, JSON.stringify(episodes.map(({ from, to }) => [from, to])));
    const closed = episodes[0]?.closed;
    assert.ok(closed?.because === 'new level');
    assert.equal(closed.on, day(4));
    assert.ok(Math.abs(closed.typical - 600) < 130);
  });

  it('judges against the new level alone', () => {
    const row = rowOf([...CALM, ...ordinary(40, 600), 100]);
    const { days, episodes } = watch(row, OPTIONS);
    assert.equal(days.at(-1)?.since, CALM.length);
    assert.equal(episodes.at(-1)?.direction, 'down');
  });

  it('turns into another when a fall follows a jump', () => {
    const directions = episodesAfter([900, 0]).map(({ direction, closed }) => [direction, closed?.because]);
    assert.deepEqual(directions, [
      ['up', 'turned'],
      ['down', undefined],
    ]);
  });

  it('spans a gap of follower totals as one day', () => {
    let total = 5000;
    const totals: (number | null)[] = ordinary(60, 40).map((change) => (total += change));
    const row = changesOf(rowOf([...totals, null, null, total + 2500]));
    const [episode] = watch(row, { ...OPTIONS, kind: 'changes' }).episodes;
    assert.deepEqual([episode?.from, episode?.to], [day(0), day(2)]);
  });

  it('comes out the same every time', () => {
    const row = rowOf([...CALM, 500, 900, 400, 100, 95, 105]);
    assert.deepEqual(watch(row, OPTIONS), watch(row, OPTIONS));
  });
});

describe('the expected band', () => {
  const band = (row: DayRow, count: number) => usualBand(row, watch(row, OPTIONS), 'counts', count);

  it('has an entry for every day, with or without a value, and none while too little is known', () => {
    const days = band(rowOf([...CALM.slice(0, 10), null, ...CALM]), 71);
    assert.equal(days.length, 71);
    assert.equal(days[6]?.usual, undefined);
    assert.ok(days[7]?.usual);
    assert.ok(days[10]?.usual, 'the unknown day');
  });

  it('leaves out a sum over several days, which no band of one day fits', () => {
    let total = 5000;
    const totals: (number | null)[] = ordinary(60, 40).map((change) => (total += change));
    const row = changesOf(rowOf([...totals, null, total + 80]));
    const days = usualBand(row, watch(row, { ...OPTIONS, kind: 'changes' }), 'changes', 3);
    assert.deepEqual(
      days.map(({ usual }) => usual !== undefined),
      [true, true, false],
    );
  });

  it('holds ordinary days and leaves the spike outside', () => {
    const row = rowOf([...CALM, 500]);
    const days = band(row, 31);
    days.forEach(({ usual }, i) => {
      const value = row.values[30 + i] ?? 0;
      assert.ok(usual);
      assert.equal(value >= usual.low && value <= usual.high, i < 30, `${i}`);
      assert.ok(usual.low <= usual.mean && usual.mean <= usual.high);
    });
  });
});
