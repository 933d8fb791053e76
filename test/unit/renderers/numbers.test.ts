import assert from 'node:assert/strict';

import { fullNumber, niceLevels, shortNumber } from '../../../renderers/numbers.ts';

describe('numbers in charts', () => {
  it('are short on an axis', () => {
    const cases: readonly (readonly [number, string])[] = [
      [0, '0'],
      [7, '7'],
      [950, '950'],
      [999.6, '1k'],
      [1000, '1k'],
      [1500, '1.5k'],
      [12_345, '12.3k'],
      [999_600, '1M'],
      [1_200_000, '1.2M'],
      [2_400_000_000, '2.4B'],
      [-1500, '−1.5k'],
    ];
    for (const [value, words] of cases) assert.equal(shortNumber(value), words);
  });

  it('are whole at the end of a bar, until nobody reads the rest', () => {
    assert.equal(fullNumber(48_211), '48,211');
    assert.equal(fullNumber(-80), '−80');
    assert.equal(fullNumber(2_412_345_678), '2.41B');
  });

  it('give levels from zero that reach the largest value in few even steps', () => {
    assert.deepEqual(niceLevels([18_400, 21_600], 4), [0, 10_000, 20_000, 30_000]);
    assert.deepEqual(niceLevels([800], 4), [0, 200, 400, 600, 800]);
    for (let exponent = 0; exponent < 12; exponent += 1) {
      for (const factor of [1, 1.3, 2.1, 3.7, 5, 9.9]) {
        const value = Math.round(factor * 10 ** exponent);
        const levels = niceLevels([value], 4);
        assert.ok(levels.length >= 2 && levels.length <= 6, `${value}: ${levels.join(' ')}`);
        assert.equal(levels[0], 0);
        assert.ok((levels.at(-1) ?? 0) >= value);
      }
    }
  });

  it('never put a level between two whole people', () => {
    for (const most of [1, 2, 3, 4, 5, 7, 9, 11]) {
      assert.ok(niceLevels([0, most], 4).every(Number.isInteger), `${most}`);
    }
    assert.deepEqual(niceLevels([0, 3], 4), [0, 1, 2, 3]);
  });

  it('leave a flat zero on the ground of a frame with a height', () => {
    assert.deepEqual(niceLevels([0, 0, 0], 4), [0, 1]);
    assert.deepEqual(niceLevels([], 4), [0, 1]);
  });

  it('go below zero when a value does', () => {
    const levels = niceLevels([-18, 26], 4);
    assert.ok((levels[0] ?? 0) <= -18 && (levels.at(-1) ?? 0) >= 26 && levels.includes(0));
  });
});
