import assert from 'node:assert/strict';
import {
  formatAge,
  formatChange,
  formatDays,
  formatDelta,
  formatList,
  formatQuantity,
  formatRatio,
} from '../../../core/reports/format.ts';

describe('numbers in words', () => {
  it('have thousands, a real minus and no fraction that nobody needs', () => {
    assert.deepEqual([1204, -87, 0].map(formatDelta), ['+1,204', '−87', '±0']);
    assert.deepEqual([0.0824, -1, 0.0004, 12.5, 0].map(formatRatio), [
      '+8.2 %',
      '−100 %',
      '+<0.1 %',
      '+1,250 %',
      '±0 %',
    ]);
  });

  it('say "new" instead of a per cent of zero', () => {
    assert.equal(formatChange(12, null), '▲ +12 (new)');
    assert.equal(formatChange(-12, -0.5), '▼ −12 (−50 %)');
    assert.equal(formatChange(0, null), 'no change');
  });

  it('leave a per cent out where it would mean nothing', () => {
    assert.equal(formatChange(12, undefined), '▲ +12');
  });

  it('bend the noun for one', () => {
    assert.deepEqual(
      [
        formatQuantity(1, 'accounts'),
        formatQuantity(2, 'accounts'),
        formatQuantity(1, 'replies'),
        formatQuantity(3, ''),
        formatQuantity(-5, 'net followers'),
      ],
      ['1 account', '2 accounts', '1 reply', '3', '−5 net followers'],
    );
  });
});

describe('days in words', () => {
  it('name month and year once where they are the same', () => {
    const shown = (from: string, to: string) => formatDays({ from, to });
    assert.equal(shown('2026-11-17', '2026-11-23'), '17–23 Nov 2026');
    assert.equal(shown('2026-10-28', '2026-11-03'), '28 Oct – 3 Nov 2026');
    assert.equal(shown('2025-12-29', '2026-01-04'), '29 Dec 2025 – 4 Jan 2026');
    assert.equal(shown('2026-11-23', '2026-11-23'), '23 Nov 2026');
  });

  it('say ages in the largest whole unit', () => {
    const ages = [10_000, 60_000, 3_600_000, 47 * 3_600_000, 48 * 3_600_000].map((ms) => formatAge(0, ms));
    assert.deepEqual(ages, ['just now', '1 minute ago', '1 hour ago', '47 hours ago', '2 days ago']);
  });

  it('join lists as people do', () => {
    assert.deepEqual([formatList([]), formatList(['a']), formatList(['a', 'b', 'c'])], ['', 'a', 'a, b and c']);
  });
});
