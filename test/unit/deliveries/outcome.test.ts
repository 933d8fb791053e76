import assert from 'node:assert/strict';
import { comeAgainAt, outcomeOf } from '../../../core/deliveries/outcome.ts';
import { DELIVERY_TERMS, waitAfter } from '../../../core/deliveries/terms.ts';
import { AppError } from '../../../core/errors.ts';

describe('the end of a call', () => {
  it('is certain only for refusals with a name', () => {
    for (const code of ['not-found', 'permission', 'token', 'bad-request', 'config'] as const) {
      assert.equal(outcomeOf(new AppError(code, 'no')), 'refused', code);
    }
    assert.equal(outcomeOf(new AppError('throttled', 'wait')), 'later');
    for (const error of [new AppError('upstream', '500'), new AppError('internal', '?'), new Error('reset'), 'text']) {
      assert.equal(outcomeOf(error), 'unsure');
    }
  });

  it('honours the time a platform names, but never more than an hour of it', () => {
    const at = (ms: number): number | undefined =>
      comeAgainAt(new AppError('throttled', 'x', { retryAt: new Date(ms) }), 0);
    assert.equal(at(120_000), 120_000);
    assert.equal(at(1e12), 3_600_000);
    assert.equal(comeAgainAt(new Error('x'), 0), undefined);
  });

  it('waits longer each time, with jitter, up to a quarter of an hour', () => {
    const waits = [1, 2, 3, 50].map((tries) => [
      waitAfter(tries, DELIVERY_TERMS, () => 0),
      waitAfter(tries, DELIVERY_TERMS, () => 1),
    ]);
    assert.deepEqual(waits, [
      [1_000, 2_000],
      [2_000, 4_000],
      [4_000, 8_000],
      [450_000, 900_000],
    ]);
  });

  it('bears any call and freeze that the quarantine is meant for', () => {
    assert.ok(DELIVERY_TERMS.quarantine > DELIVERY_TERMS.lease && DELIVERY_TERMS.lease > 2 * DELIVERY_TERMS.beat);
    assert.ok(DELIVERY_TERMS.hesitation < DELIVERY_TERMS.lease);
  });
});
