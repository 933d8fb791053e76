import assert from 'node:assert/strict';

import { alertThreshold, type Grade, gradeOf, SENSITIVITIES } from '../../../core/insights/spikes/grade.ts';
import { judge, type Judgement, type SeriesKind } from '../../../core/insights/spikes/judge.ts';
import { luckInWords, rarityInWords } from '../../../core/insights/spikes/rarity.ts';
import { DAYS_TO_REVIEW, reviewAlert } from '../../../core/insights/spikes/restated.ts';
import { ordinary, rowOf } from './series.ts';

const NORMAL = { threshold: -3, followers: undefined };

function judged(history: readonly number[], value: number, settled = true, kind: SeriesKind = 'counts'): Judgement {
  const row = rowOf([...history, value]);
  const all = { ...row, settled: row.settled.map((_, i) => settled || i < history.length) };
  const judgement = judge(all, history.length, { kind });
  assert.ok(judgement);
  return judgement;
}

describe('the threshold', () => {
  it('is 1 in 1,000, 10,000 or 100,000 as chosen', () => {
    const all = SENSITIVITIES.map((sensitivity) => alertThreshold({ sensitivity, watched: 1, notUseful: 0 }));
    assert.deepEqual(all, [-3, -4, -5]);
  });

  it('gets stricter with the number of series, and never laxer than chosen', () => {
    const of = (watched: number) => alertThreshold({ sensitivity: 'normal', watched, notUseful: 0 });
    assert.deepEqual([1, 10, 11, 100, 101, 1001].map(of), [-3, -3, -4, -4, -5, -6]);
    assert.equal(alertThreshold({ sensitivity: 'major', watched: 11, notUseful: 0 }), -5);
  });

  it('goes one step up with every "not useful", and ends somewhere', () => {
    assert.equal(alertThreshold({ sensitivity: 'normal', watched: 20, notUseful: 1 }), -5);
    assert.equal(alertThreshold({ sensitivity: 'normal', watched: 1, notUseful: 40 }), -8);
  });
});

describe('the grade of a day', () => {
  const grades = (values: readonly number[], history: readonly number[]): readonly Grade[] =>
    values.map((value) => gradeOf(judged(history, value), NORMAL));

  it('goes from nothing over the digest and an alert to major', () => {
    assert.deepEqual(grades([130, 155, 185, 250], ordinary(60, 100)), ['nothing', 'digest', 'alert', 'major']);
  });

  it('waits for 14 known days', () => {
    assert.equal(gradeOf(judged(ordinary(13, 100), 5000), NORMAL), 'nothing');
    assert.equal(gradeOf(judged(ordinary(14, 100), 5000), NORMAL), 'major');
  });

  it('needs three followers more, and 0.02 % of a large account', () => {
    assert.equal(gradeOf(judged(Array<number>(56).fill(0), 2), { ...NORMAL, threshold: -2 }), 'nothing');
    // Three after 56 days of none are 1 in 22,000, and stopped by the gate alone.
    assert.equal(gradeOf(judged(Array<number>(56).fill(0), 3), NORMAL), 'nothing');
    assert.equal(gradeOf(judged(Array<number>(56).fill(0), 4), NORMAL), 'major');
    const jump = judged(ordinary(60, 100), 400);
    assert.equal(gradeOf(jump, { ...NORMAL, followers: 1_000_000 }), 'major');
    assert.equal(gradeOf(jump, { ...NORMAL, followers: 2_000_000 }), 'nothing');
  });

  it('needs half as much again, however rare', () => {
    const steady = ordinary(60, 30_000, 0.001);
    const grade = (value: number) => gradeOf(judged(steady, value), { ...NORMAL, threshold: -1 });
    assert.deepEqual([44_000, 46_000].map(grade), ['nothing', 'alert']);
    assert.deepEqual([21_000, 19_000].map(grade), ['nothing', 'alert']);
  });

  it('knows falls, by the same ratio', () => {
    assert.equal(gradeOf(judged(ordinary(60, 300), 20), NORMAL), 'major');
    assert.equal(gradeOf(judged(ordinary(60, 300), 290), NORMAL), 'nothing');
    assert.equal(gradeOf(judged(ordinary(60, 20), -300, true, 'changes'), NORMAL), 'major');
  });

  it('lets a number that may still change speak only when it is already certain and high', () => {
    const history = ordinary(60, 100);
    assert.equal(gradeOf(judged(history, 185), NORMAL), 'alert');
    assert.equal(gradeOf(judged(history, 185, false), NORMAL), 'nothing');
    assert.equal(gradeOf(judged(history, 400, false), NORMAL), 'major');
    assert.equal(gradeOf(judged(history, 0, false), NORMAL), 'nothing');
  });
});

describe('rarity in words', () => {
  it('never goes beyond a million', () => {
    assert.deepEqual([-0.5, -1.7, -3.36, -5.99, -6, -300].map(rarityInWords), [
      'nothing unusual',
      'about 1 in 50',
      'about 1 in 2,300',
      'about 1 in 980,000',
      'less than 1 in a million',
      'less than 1 in a million',
    ]);
  });

  it('tells how often luck does that to an ordinary account', () => {
    assert.deepEqual([-2, -3, -3.3, -4, -5, -6, -40].map(luckInWords), [
      'about 6 times a year',
      'about 2 times a year',
      'about once a year',
      'about once in 2 years',
      'about once in 5 years',
      'less than once in 10 years',
      'less than once in 10 years',
    ]);
  });
});

describe('a value that was restated', () => {
  const history = ordinary(60, 100);
  const sent = judged(history, 400);

  it('corrects the alert when nothing unusual is left', () => {
    assert.deepEqual(reviewAlert(sent, judged(history, 120)), { verdict: 'corrected', from: 400, to: 120 });
    assert.equal(reviewAlert(sent, judged(history, 10)).verdict, 'corrected');
  });

  it('keeps it with its new number while that is still unusual', () => {
    assert.deepEqual(reviewAlert(sent, judged(history, 380)), { verdict: 'changed', from: 400, to: 380 });
    assert.equal(reviewAlert(sent, judged(history, 400)).verdict, 'stands');
    // Instagram restates for 48 hours; one day more is for readings that come late.
    assert.equal(DAYS_TO_REVIEW, 3);
  });

  it('proves nothing by becoming unknown', () => {
    assert.equal(reviewAlert(sent, undefined).verdict, 'stands');
  });
});
