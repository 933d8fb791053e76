import assert from 'node:assert/strict';
import { strikeLater, strikeOn, strikeOnce } from './loops.ts';
import { MATRIX } from './matrix.ts';
import { storm } from './storms.ts';

/** One row for each way a fault is met; all rows, at every call, are in `npm run test:faults`. */
const ROWS = [
  '1: status 503 in plain text',
  '10: permission revoked (code 10)',
  '12: a metric taken out of the API',
  '14: no total',
  '15: an answer about another account',
  '20: clean end, half the JSON',
] as const;

describe('faults of Instagram, in short', () => {
  for (const name of ROWS) {
    it(`row ${name}: never a wrong number`, async () => {
      const row = MATRIX[name];
      assert.ok(row !== undefined);
      const hits = await Promise.all([strikeOnce(row, 1), strikeOn(row, 1), strikeLater(row, 1)]);
      assert.ok(hits.every((count) => count > 0));
    });
  }

  for (const seed of [1]) {
    it(`seed ${seed} of the storms: all is right afterwards`, async () => {
      await storm(seed);
    });
  }
});
