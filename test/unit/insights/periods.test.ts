import assert from 'node:assert/strict';
import { isAppError } from '../../../core/errors.ts';
import { notesAlone, PERIOD_EXAMPLES, readPeriod } from '../../../core/insights/periods.ts';

/** Tuesday 24 November 2026, 20:00 UTC: noon in Instagram's day of the 24th. */
const NOW = Date.parse('2026-11-24T20:00:00Z');

function shown(text: string, now = NOW): string {
  const period = readPeriod(text, now);
  if (period === undefined) return 'no period';
  const { key, days, previous } = period;
  return `${key}: ${days.from}..${days.to} after ${previous.from}..${previous.to}`;
}

function refusal(text: string): string {
  try {
    readPeriod(text, NOW);
  } catch (error) {
    assert.ok(isAppError(error));
    return `${error.code}: ${error.message} ${error.hint ?? ''}`.trim();
  }
  return 'no error';
}

describe('periods', () => {
  for (const [text, days] of [
    ['day', 'day: 2026-11-23..2026-11-23 after 2026-11-22..2026-11-22'],
    ['week', 'week: 2026-11-17..2026-11-23 after 2026-11-10..2026-11-16'],
    ['28d', '28d: 2026-10-27..2026-11-23 after 2026-09-29..2026-10-26'],
    ['days_28', '28d: 2026-10-27..2026-11-23 after 2026-09-29..2026-10-26'],
    ['month', '28d: 2026-10-27..2026-11-23 after 2026-09-29..2026-10-26'],
    ['3d', '3d: 2026-11-21..2026-11-23 after 2026-11-18..2026-11-20'],
    ['last week', 'last week: 2026-11-16..2026-11-22 after 2026-11-09..2026-11-15'],
    ['last month', 'last month: 2026-10-01..2026-10-31 after 2026-09-01..2026-09-30'],
    ['2026-w45', '2026-W45: 2026-11-02..2026-11-08 after 2026-10-26..2026-11-01'],
    ['2026-w01', '2026-W01: 2025-12-29..2026-01-04 after 2025-12-22..2025-12-28'],
    ['2026-10', '2026-10: 2026-10-01..2026-10-31 after 2026-09-01..2026-09-30'],
    ['2026-03', '2026-03: 2026-03-01..2026-03-31 after 2026-02-01..2026-02-28'],
    ['2026-11-01..2026-11-14', '2026-11-01..2026-11-14: 2026-11-01..2026-11-14 after 2026-10-18..2026-10-31'],
    ['2026-11-05', '2026-11-05: 2026-11-05..2026-11-05 after 2026-11-04..2026-11-04'],
    ['this week', 'this week: 2026-11-23..2026-11-23 after 2026-11-16..2026-11-16'],
    ['2026-11', '2026-11: 2026-11-01..2026-11-23 after 2026-10-01..2026-10-23'],
    ['2026-11-20..2026-12-31', '2026-11-20..2026-12-31: 2026-11-20..2026-11-23 after 2026-11-16..2026-11-19'],
    ['lifetime', 'lifetime: 2026-11-23..2026-11-23 after 2026-11-22..2026-11-22'],
    ['today', 'day: 2026-11-23..2026-11-23 after 2026-11-22..2026-11-22'],
    ['year', '365d: 2025-11-24..2026-11-23 after 2024-11-24..2025-11-23'],
    ['last year', '2025-01-01..2025-12-31: 2025-01-01..2025-12-31 after 2024-01-02..2024-12-31'],
    ['2026-11-01..', '2026-11-01..2026-11-23: 2026-11-01..2026-11-23 after 2026-10-09..2026-10-31'],
    ['november', '2025-11: 2025-11-01..2025-11-30 after 2025-10-01..2025-10-31'],
    ['oct', '2026-10: 2026-10-01..2026-10-31 after 2026-09-01..2026-09-30'],
    ['november 2026', '2026-11: 2026-11-01..2026-11-23 after 2026-10-01..2026-10-23'],
    ['w45', '2026-W45: 2026-11-02..2026-11-08 after 2026-10-26..2026-11-01'],
    ['w50', '2025-W50: 2025-12-08..2025-12-14 after 2025-12-01..2025-12-07'],
    ['fortnight', 'no period'],
  ] as const) {
    it(`read ${text}`, () => {
      assert.equal(shown(text), days);
    });
  }

  it('know the 53rd week of the years that have one', () => {
    assert.match(shown('2020-w53'), /2020-12-28\.\.2021-01-03/u);
    assert.match(refusal('2025-w53'), /bad-request: There is no week 2025-W53\. 2025 has 52 weeks/u);
  });

  it('say that today is not over, and speak of one first day as one', () => {
    assert.deepEqual(readPeriod('today', NOW)?.notes, ['Today is not over, so this is the last complete day.']);
    assert.deepEqual(readPeriod('this week', NOW)?.notes, [
      'This week is not over: this is its first day, beside the first day of the one before.',
    ]);
  });

  it('say the lengths of months that differ', () => {
    assert.deepEqual(readPeriod('2026-10', NOW)?.notes, ['Compared are 31 days with 30.']);
    assert.deepEqual(readPeriod('2026-08', NOW)?.notes, []);
  });

  it('say nothing of lengths where nothing is compared', () => {
    const said = ['2026-10', 'today'].map((text) => notesAlone(readPeriod(text, NOW) ?? assert.fail(text)));
    assert.deepEqual(said, [[], ['Today is not over, so this is the last complete day.']]);
  });

  it('go by the Pacific day, not by the day in UTC', () => {
    assert.match(shown('day', Date.parse('2026-11-24T07:30:00Z')), /2026-11-22\.\.2026-11-22/u);
    assert.match(shown('day', Date.parse('2026-11-24T08:00:00Z')), /2026-11-23\.\.2026-11-23/u);
  });

  for (const [text, words] of [
    ['0d', /1 to 729 days, not 0/u],
    ['5000d', /1 to 729 days, not 5000/u],
    ['2026-11-14..2026-11-01', /ends before it begins\. Did you mean 2026-11-01\.\.2026-11-14/u],
    ['2026-02-30', /There is no day 2026-02-30/u],
    ['2026-13', /There is no month 2026-13/u],
    ['2026-w60', /There is no week 2026-W60/u],
    ['2027-01', /2027-01 has no complete day yet.*2026-11-23/u],
    ['2026-11-24..', /no complete day yet/u],
    ['w60', /There is no week/u],
    ['2026-11-24', /no complete day yet/u],
    ['1900-01-01..2026-01-01', /too long/u],
  ] as const) {
    it(`refuse ${text} with the reason`, () => {
      assert.match(refusal(text), words);
    });
  }

  it('read every example that help shows', () => {
    for (const example of PERIOD_EXAMPLES) assert.ok(readPeriod(example.toLowerCase(), NOW), example);
  });
});
