import { storm } from './storms.ts';

/** `FAULT_SEEDS=17,23` runs these instead; a seed that failed once is kept in the list for good. */
const SEEDS = (process.env['FAULT_SEEDS'] ?? Array.from({ length: 40 }, (_, n) => n + 1).join(','))
  .split(',')
  .map(Number);

describe('storms of faults', function () {
  this.timeout(60_000);

  for (const seed of SEEDS) {
    it(`seed ${seed}: no wrong number, and all is right afterwards`, async () => {
      await storm(seed);
    });
  }
});
