/** The tails against fractions of whole numbers: exact by construction, no library and no file to trust. */
import assert from 'node:assert/strict';
import fc from 'fast-check';

import { countQuantile, countTails } from '../../../core/insights/spikes/negative-binomial.ts';
import { studentTails } from '../../../core/insights/spikes/student.ts';
import { exactTails, type Fraction, fraction, log10Of } from './exact.ts';

/** r = halves / 2 and p = root² as the mean and spread that `countTails` takes. */
function momentsOf(halves: number, { top, bottom }: Fraction): readonly [mean: number, spread: number] {
  const p = Number(top * top) / Number(bottom * bottom);
  return [((halves / 2) * (1 - p)) / p, 2 / halves];
}

function assertClose(actual: number, expected: number, tolerance: number, message: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${message}: ${actual} instead of ${expected}`);
}

const CASES: readonly (readonly [x: number, halves: number, root: Fraction])[] = [
  [0, 5, fraction(3n, 5n)],
  [1, 1, fraction(9n, 10n)],
  [3, 5, fraction(3n, 5n)],
  [40, 5, fraction(3n, 5n)],
  [40, 8, fraction(1n, 4n)],
  [7, 40, fraction(2n, 3n)],
  [500, 7, fraction(1n, 9n)],
  [2000, 5, fraction(1n, 7n)],
  [1500, 300, fraction(1n, 3n)],
];

describe('the tails of counts', () => {
  for (const [x, halves, root] of CASES) {
    const [mean, spread] = momentsOf(halves, root);
    it(`are exact for ${x} where ${mean.toPrecision(3)} is usual with spread ${spread.toPrecision(2)}`, () => {
      const exact = exactTails(x, halves, root);
      const { upper, lower } = countTails(x, mean, spread);
      assertClose(upper / Math.LN10, log10Of(exact.upper), 1e-11, 'upper');
      // Near 1 the logarithm of the fraction itself has no digits left; the tail beside it has them.
      assertClose(Math.exp(lower), 10 ** log10Of(exact.lower), 1e-12, 'lower');
    });
  }

  it('keep their digits where the chance is far below the smallest number', () => {
    const exact = exactTails(3000, 9, fraction(2n, 3n));
    const { upper } = countTails(3000, ...momentsOf(9, fraction(2n, 3n)));
    assert.ok(upper / Math.LN10 < -700);
    assertClose(upper / Math.LN10, log10Of(exact.upper), 1e-9, 'upper');
  });

  it('keep the digits of a fall as well', () => {
    const exact = exactTails(3, 200, fraction(1n, 3n));
    const { lower } = countTails(3, ...momentsOf(200, fraction(1n, 3n)));
    assert.ok(lower / Math.LN10 < -80);
    assertClose(lower / Math.LN10, log10Of(exact.lower), 1e-10, 'lower');
  });

  it('sum to one and shrink as the value grows, whatever the account', () => {
    const mean = fc.double({ min: 0.05, max: 1e6, noNaN: true });
    const spread = fc.double({ min: 0.01, max: 4, noNaN: true });
    const times = fc.double({ min: 0, max: 30, noNaN: true });
    fc.assert(
      fc.property(mean, spread, times, (m, s, k) => {
        const x = Math.floor(m * k);
        const here = countTails(x, m, s);
        assertClose(Math.exp(here.upper) + Math.exp(here.lower), 1, 1e-11, 'sum');
        const next = countTails(x + 1, m, s);
        assert.ok(next.upper <= here.upper && next.lower >= here.lower);
        assert.ok(next.lower - next.upper > here.lower - here.upper);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('hold for values of a hundred million (checked with 40 digits)', () => {
    assertClose(countTails(1e8, 1e8, 0.05).upper, -0.7544753577800665, 1e-10, 'mean');
    assertClose(countTails(1.2e8, 1e8, 0.001).upper, -20.4698790983978, 1e-7, 'far');
  });

  it('give the quantile as the first count that reaches the chance', () => {
    for (const [mean, spread] of [
      [0.07, 0.4],
      [3, 0.3],
      [107, 0.2],
      [2e6, 0.1],
    ] as const) {
      for (const chance of [0.025, 0.5, 0.975]) {
        const x = countQuantile(chance, mean, spread);
        const below = (value: number): number => {
          // P(X <= value) from two neighbouring mid-p tails would lean on what is tested; sum plainly instead.
          if (value > 2000) return Math.exp(countTails(value, mean, spread).lower);
          const r = 1 / spread;
          let term = (1 + spread * mean) ** -r;
          let sum = value < 0 ? 0 : term;
          for (let k = 1; k <= value; k += 1) {
            term *= ((r + k - 1) / k) * (mean / (mean + r));
            sum += term;
          }
          return sum;
        };
        const slack = mean > 1e5 ? 1e-5 : 1e-12;
        assert.ok(below(x) >= chance - slack && below(x - 1) < chance + slack, `${mean} ${chance}`);
      }
    }
  });
});

describe('the tails of changes', () => {
  it('are exact where t and sqrt(4 + t²) are both fractions', () => {
    // With a right triangle (a, b, c) and t = 2a/b, u = t / sqrt(4 + t²) is a / c; the tail is (1 − u)² (2 + u) / 4.
    for (const [m, n] of [
      [2n, 1n],
      [3n, 2n],
      [8n, 1n],
      [1000n, 3n],
      [1_000_000n, 1n],
    ] as const) {
      const [a, b, c] = [m * m - n * n, 2n * m * n, m * m + n * n];
      const exact = fraction((c - a) ** 2n * (2n * c + a), 4n * c ** 3n);
      const { upper, lower } = studentTails((2 * Number(a)) / Number(b));
      assertClose(upper / Math.LN10, log10Of(exact), 1e-12, `t = 2·${a}/${b}`);
      assertClose(Math.exp(upper) + Math.exp(lower), 1, 1e-15, 'sum');
    }
  });

  it('mirror each other and never overflow', () => {
    assert.deepEqual(studentTails(-3), { upper: studentTails(3).lower, lower: studentTails(3).upper });
    assert.equal(Math.exp(studentTails(0).upper), 0.5);
    assertClose(studentTails(1e200).upper / Math.LN10, Math.log10(3) - 800, 1e-9, 'far out');
  });
});
