import assert from 'node:assert/strict';
import { atEveryCall, strikeLater, strikeOn, strikeOnce } from './loops.ts';
import { MATRIX, BRIEF } from './matrix.ts';

describe('faults of Instagram at every call', function () {
  this.timeout(180_000);

  for (const [name, row] of Object.entries(MATRIX)) {
    it(`row ${name}: in passing, it is ${row.healed > 0 ? 'not noticed' : 'told'}`, async () => {
      assert.ok((await atEveryCall((nth) => strikeOnce(row, nth))) > 0);
    });

    it(`row ${name}: for good, it is told, and no number is wrong`, async () => {
      if (BRIEF.has(name)) assert.ok((await strikeOn(row, 1)) > 0);
      else assert.ok((await atEveryCall((nth) => strikeOn(row, nth))) > 0);
    });

    it(`row ${name}: for good, the last known numbers stay with their age`, async () => {
      if (BRIEF.has(name)) assert.ok((await strikeLater(row, 1)) > 0);
      else assert.ok((await atEveryCall((nth) => strikeLater(row, nth))) > 0);
    });
  }
});
