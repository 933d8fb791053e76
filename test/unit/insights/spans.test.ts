import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  addDays,
  countDays,
  dayOfStamp,
  daysBefore,
  endOfDay,
  instagramToday,
  lastCompleteDay,
  listDays,
  overlap,
  requestPieces,
  requestWindow,
} from '../../../core/insights/spans.ts';

const day = fc.integer({ min: 0, max: 3650 }).map((count) => addDays('2020-01-01', count));
const window = fc
  .tuple(day, fc.integer({ min: 1, max: 120 }))
  .map(([from, count]) => ({ from, to: addDays(from, count - 1) }));

describe("Instagram's days", () => {
  it('change at midnight in US Pacific time, in summer and in winter', () => {
    assert.equal(instagramToday(Date.parse('2026-07-01T06:59:59Z')), '2026-06-30');
    assert.equal(instagramToday(Date.parse('2026-07-01T07:00:00Z')), '2026-07-01');
    assert.equal(instagramToday(Date.parse('2026-12-01T07:59:59Z')), '2026-11-30');
    assert.equal(lastCompleteDay(Date.parse('2026-12-01T08:00:00Z')), '2026-11-30');
  });

  it('are told by the stamp of their end', () => {
    assert.equal(dayOfStamp(Date.parse('2026-04-14T07:00:00Z')), '2026-04-13');
    assert.equal(dayOfStamp(Date.parse('2026-01-14T08:00:00Z')), '2026-01-13');
    fc.assert(fc.property(day, (one) => dayOfStamp(endOfDay(one)) === one));
  });

  it('have 23 and 25 hours when the clocks change', () => {
    const hours = (one: string) => (endOfDay(one) - endOfDay(addDays(one, -1))) / 3_600_000;
    assert.deepEqual([hours('2026-03-08'), hours('2026-11-01'), hours('2026-11-02')], [23, 25, 24]);
  });

  it('make windows that lie side by side', () => {
    fc.assert(
      fc.property(window, (days) => {
        const before = daysBefore(days);
        assert.equal(countDays(before), countDays(days));
        assert.equal(addDays(before.to, 1), days.from);
        assert.equal(overlap(before, days), undefined);
        assert.equal(listDays(days).length, countDays(days));
      }),
    );
  });
});

describe('request windows', () => {
  it('hold exactly the stamps of their days and never more than 30 days between', () => {
    fc.assert(
      fc.property(window, (days) => {
        const request = requestWindow(days);
        if (request === undefined) {
          assert.ok(countDays(days) > 30);
          return;
        }
        assert.ok(request.until - request.since <= 30 * 86_400);
        const inside = (one: string) => endOfDay(one) / 1000 >= request.since && endOfDay(one) / 1000 <= request.until;
        assert.ok(listDays(days).every(inside));
        assert.ok(!inside(addDays(days.from, -1)) && !inside(addDays(days.to, 1)));
      }),
    );
  });

  it('fit 31 days, but not across the end of summer time', () => {
    assert.ok(requestWindow({ from: '2026-07-01', to: '2026-07-31' }));
    assert.equal(requestWindow({ from: '2026-10-10', to: '2026-11-09' }), undefined);
  });

  it('cut long windows into pieces that cover every day once', () => {
    fc.assert(
      fc.property(window, (days) => {
        const pieces = requestPieces(days);
        assert.deepEqual(pieces.flatMap(listDays), listDays(days));
        assert.ok(pieces.every((piece) => requestWindow(piece) !== undefined));
      }),
    );
  });
});
