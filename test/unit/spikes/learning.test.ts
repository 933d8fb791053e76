/**
 * What is usual, against numbers computed with 40 digits by a second implementation of the published formulas, and
 * against the reference's own cases where the optional data folder is at hand.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { expect, judge, usualRange } from '../../../core/insights/spikes/judge.ts';
import { rowOf } from './series.ts';

const FILE = resolve(import.meta.dirname, '../../../../shared/datasets/spike-golden-vectors.json');
const isThere = existsSync(FILE);

interface Case {
  readonly name: string;
  readonly history: readonly (number | null)[];
  readonly x: number;
  readonly expected: number;
  readonly lo95: number;
  readonly hi95: number;
  readonly p: number;
}

function days(length: number, value: (i: number) => number | null): readonly (number | null)[] {
  return Array.from({ length }, (_, i) => value(i));
}

/** History, value, known days, mean, spread and the decimal logarithm of the smaller tail. */
const COMPUTED = [
  [days(56, (i) => (7 * i * i + 3 * i) % 11), 31, 42, 3.3825211661518413, 0.45509512740235464, -5.526065619608065],
  [
    days(20, (i) => (i === 8 ? 900 : 40 + ((5 * i * i + i) % 23))),
    180,
    19,
    49.801539313820925,
    0.06991896462316989,
    -8.228298854629776,
  ],
  [
    days(30, (i) => (i % 9 === 4 ? null : (i * i) % 3)),
    9,
    26,
    0.6926637190925522,
    0.16220674061276288,
    -6.043437962608864,
  ],
  [
    days(80, (i) => (i === 61 ? 9_000_000 : 1_000_000 + ((7919 * i * i) % 300_000))),
    60_000_000,
    42,
    1178398.4066095056,
    0.04248655539091261,
    -472.8495319142002,
  ],
  [days(44, (i) => 250 + ((13 * i * i) % 97)), 3, 42, 304.44220587755814, 0.03925081746980162, -25.15377408746554],
] as const;

/** The same for changes, and for sums after a gap: history, value, days covered, mean, scale or spread, chance. */
const WEEKLY = days(50, (i) => (i % 7 < 2 ? 200 : 20) + ((7 * i * i + 3 * i) % 31) - (i === 33 ? 40 : 0));
const COMPUTED_SUMS = [
  ['changes', WEEKLY, 900, 1, 142.998174315192, 18.1122797573558, -6.00902963583509],
  ['changes', WEEKLY, 1500, 3, 215.524714469531, 31.3713887806415, -5.97337187039321],
  ['changes', days(30, () => 5), 9, 1, 5, 1, -2.09339320775392],
  [
    'changes',
    days(18, (i) => ((11 * i * i) % 17) - 8 + (i === 9 || i === 12 ? 400 : 0)),
    -95,
    1,
    2.3814253395784,
    6.97921082130111,
    -4.11628496927027,
  ],
  [
    'counts',
    days(50, (i) => (i % 7 < 2 ? 6 : 1) + ((i * i) % 3)),
    40,
    3,
    9.50463149131737,
    0.0211925771891543,
    -9.98104792169625,
  ],
] as const;

function assertRatio(actual: number, expected: number, tolerance: number, name: string): void {
  assert.ok(Math.abs(actual / expected - 1) <= tolerance, `${name}: ${actual} instead of ${expected}`);
}

function judgeNext(history: readonly (number | null)[], value: number) {
  const judgement = judge(rowOf([...history, value]), history.length, { kind: 'counts' });
  assert.ok(judgement?.expected.kind === 'counts');
  return { ...judgement, expected: judgement.expected };
}

describe('what is usual', () => {
  COMPUTED.forEach(([history, value, known, mean, spread, log10P], i) => {
    it(`is right to nine digits, and so is the chance of ${value} (history ${i + 1})`, () => {
      const judgement = judgeNext(history, value);
      assert.equal(judgement.expected.known, known);
      assertRatio(judgement.expected.mean, mean, 1e-12, 'mean');
      assertRatio(judgement.expected.spread, spread, 1e-11, 'spread');
      assertRatio(10 ** (judgement.log10P - log10P), 1, 1e-9, 'chance');
    });
  });

  for (const [kind, history, value, covers, mean, width, log10P] of COMPUTED_SUMS) {
    it(`of ${kind} is right too: ${value} over ${covers} day(s)`, () => {
      const at = history.length + covers - 1;
      const row = rowOf([...history, ...Array<null>(covers - 1).fill(null), value]);
      const judgement = judge({ ...row, covers: row.covers.map((_, i) => (i === at ? covers : 1)) }, at, { kind });
      assert.ok(judgement);
      const { expected } = judgement;
      assertRatio(expected.mean, mean, 1e-11, 'mean');
      assertRatio(expected.kind === 'counts' ? expected.spread : expected.scale, width, 1e-11, 'width');
      assertRatio(10 ** (judgement.log10P - log10P), 1, 1e-9, 'chance');
    });
  }

  it('looks at weekdays from 21 known days on', () => {
    for (const kind of ['counts', 'changes'] as const) {
      // One day against the mean of the week it begins: equal while weekdays are not looked at.
      const apart = (length: number): number => {
        const row = rowOf(WEEKLY.slice(0, length));
        const day = expect(row, length, { kind })?.mean ?? 0;
        const week = expect(row, length + 6, { kind }, 7)?.mean ?? 0;
        return Math.abs(week / 7 - day);
      };
      assert.ok(apart(22) > 0.1 && apart(21) < 1e-9, `${kind}: ${apart(22)} ${apart(21)}`);
    }
  });

  it('of 56 days without a follow makes 3 and 4 follows rare, and 1 and 2 not', () => {
    const scores = [1, 2, 3, 4].map((x) => -judgeNext(Array<number>(56).fill(0), x).log10P);
    assert.deepEqual(
      scores.map((score) => score.toFixed(2)),
      ['1.59', '2.96', '4.34', '5.75'],
    );
  });

  it('of 1,000 on each of 56 days does not make 1,500 rare, but 2,000', () => {
    const scores = [1500, 2000].map((x) => -judgeNext(Array<number>(56).fill(1000), x).log10P);
    assert.deepEqual(
      scores.map((score) => score.toFixed(2)),
      ['1.98', '4.72'],
    );
  });

  it('is not raised by viral days before', () => {
    const calm = days(60, (i) => 95 + ((i * 7) % 11));
    const viral = calm.map((value, i) => (i === 30 || i === 41 || i === 50 ? 4000 : value));
    assertRatio(judgeNext(viral, 500).expected.mean, judgeNext(calm, 500).expected.mean, 0.03, 'mean');
    assert.ok(judgeNext(viral, 500).log10P < -5);
  });
});

(isThere ? describe : describe.skip)(
  `the reference's cases (${isThere ? 'read from' : 'SKIPPED, because there is no'} ../shared/datasets)`,
  () => {
    const cases = isThere ? (JSON.parse(readFileSync(FILE, 'utf8')) as { cases: readonly Case[] }).cases : [];
    for (const { name, history, x, expected, lo95, hi95, p } of cases) {
      it(`${name}: mean, range and chance`, () => {
        const judgement = judgeNext(history, x);
        const tail = 10 ** judgement.log10P;
        assertRatio(judgement.expected.mean, expected, 1e-9, 'mean');
        assertRatio(judgement.direction === 'up' ? tail : 1 - tail, p, 1e-6, 'chance');
        assert.deepEqual(usualRange(judgement.expected), { low: lo95, high: hi95 });
      });
    }
  },
);
