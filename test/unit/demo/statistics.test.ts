import assert from 'node:assert/strict';
import { at, list, NOON, startLocal, type Local } from './local.ts';

const DAY_MS = 86_400_000;
/** A stretch of 420 days; 60 whole weeks. */
const FROM = '2025-06-01';
const TO = '2026-07-25';

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Correlation of a series with itself one day later. */
function memoryOf(values: readonly number[]): number {
  const centre = mean(values);
  const pairs = values.slice(1).map((value, index) => (value - centre) * ((values[index] ?? 0) - centre));
  return mean(pairs) / mean(values.map((value) => (value - centre) ** 2));
}

describe('local Instagram: statistics of real accounts', () => {
  let local: Local;
  before(async () => {
    local = await startLocal();
  });
  after(() => local.stop());

  const series = (username: string, metric: string): readonly number[] =>
    local.ig.truth.daily(username, metric, FROM, TO).map(({ value }) => value);

  it('has a weekly rhythm of x0.7 to x1.3', () => {
    const reach = series('lumen.studio', 'reach');
    const weekdays = Array.from({ length: 7 }, (_, weekday) =>
      median(reach.filter((_value, index) => index % 7 === weekday)),
    );
    const usual = mean(weekdays);
    const factors = weekdays.map((value) => value / usual);
    assert.ok(Math.min(...factors) > 0.65 && Math.max(...factors) < 1.35, factors.join(' '));
    assert.ok(Math.max(...factors) / Math.min(...factors) > 1.25, factors.join(' '));
  });

  it('varies far more than chance alone, with robust dispersions as measured', () => {
    for (const username of ['lumen.studio', 'aurora.voyage']) {
      const gains = series(username, 'follower_count');
      const centre = median(gains);
      const spread = 1.4826 * median(gains.map((value) => Math.abs(value - centre)));
      const alpha = (spread ** 2 - centre) / centre ** 2;
      assert.ok(alpha > 0.05 && alpha < 0.8, `${username}: ${alpha}`);
    }
  });

  it('remembers yesterday, beyond trend, weekday and bursts', () => {
    for (const metric of ['follower_count', 'reach']) {
      const logs = series('lumen.studio', metric).map((value) => Math.log(1 + value));
      const local21 = logs.map((value, index) => value - median(logs.slice(Math.max(0, index - 10), index + 11)));
      const usual = Array.from({ length: 7 }, (_, weekday) =>
        median(local21.filter((_value, index) => index % 7 === weekday)),
      );
      const rest = local21.map((value, index) => Math.max(-0.8, Math.min(0.8, value - (usual[index % 7] ?? 0))));
      const memory = memoryOf(rest);
      assert.ok(memory > 0.12 && memory < 0.7, `${metric}: ${memory}`);
    }
  });

  it('has new followers of 0 on small accounts and never fewer', () => {
    const small = series('northpine.coffee', 'follower_count');
    assert.ok(small.filter((value) => value === 0).length > 20);
    assert.ok(median(small) >= 1 && median(small) <= 3);
    for (const username of ['lumen.studio', 'northpine.coffee', 'tiny.bakes']) {
      assert.ok(series(username, 'follower_count').every((value) => value >= 0));
    }
  });

  it('has bursts of several days, and one of a reel a week before today', () => {
    const gains = series('lumen.studio', 'follower_count');
    assert.ok(gains.some((value) => value > 3 * median(gains)));
    const { truth } = local.ig;
    const lately = truth.daily('lumen.studio', 'follower_count', '2026-11-15', '2026-11-20').map(({ value }) => value);
    assert.ok(Math.max(...lately) > 5 * median(gains), lately.join(' '));
    const reels = (from: string, to: string): number =>
      truth.parts('lumen.studio', 'reach', 'media_product_type', from, to)['REEL'] ?? 0;
    assert.ok(reels('2026-11-15', '2026-11-18') > 2 * reels('2026-11-08', '2026-11-11'));
  });

  it('restates a day within 48 hours, upwards, and never again', () => {
    const { truth } = local.ig;
    const ended = Date.parse('2026-11-24T08:00:00Z');
    for (const metric of ['reach', 'views', 'follower_count']) {
      const told = (hours: number): number =>
        truth.daily('lumen.studio', metric, '2026-11-23', '2026-11-23', ended + hours * 3_600_000)[0]?.value ?? -1;
      const readings = [6, 12, 18, 24, 30, 36, 42, 48].map(told);
      assert.equal(told(1), -1);
      assert.deepEqual(
        readings,
        [...readings].sort((a, b) => a - b),
      );
      assert.ok((readings[0] ?? 0) < (readings.at(-1) ?? 0));
      assert.ok((readings[0] ?? 0) > 0.8 * (readings.at(-1) ?? 0));
      const final = truth.window('lumen.studio', metric, '2026-11-23', '2026-11-23');
      assert.deepEqual([told(48), told(100), told(10_000)], [final, final, final]);
    }
  });

  it('lets media grow from nothing and never shrink', async () => {
    const { body } = await local.get(`/v26.0/${local.idOf('lumen.studio')}/media?fields=id,timestamp&limit=5`);
    for (const media of list(body, 'data')) {
      const published = Date.parse(String(at(media, 'timestamp')).replace('+0000', 'Z'));
      const likes = [0, 1, 6, 24, 72, 400, 4_000].map(
        (hours) => local.ig.truth.media(String(at(media, 'id')), published + hours * 3_600_000)?.likes ?? -1,
      );
      assert.deepEqual(
        likes,
        [...likes].sort((a, b) => a - b),
      );
      assert.equal(likes[0], 0);
      assert.ok((likes.at(-1) ?? 0) > 20, likes.join(' '));
    }
  });

  it('moves followers along the day', () => {
    const totals = Array.from({ length: 48 }, (_, hour) =>
      local.ig.truth.followers('aurora.voyage', NOON - 2 * DAY_MS + hour * 3_600_000),
    );
    assert.ok(new Set(totals).size > 40, totals.join(' '));
  });
});
