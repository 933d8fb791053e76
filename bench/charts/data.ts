/** Charts to draw: the same turn gives the same chart in every process. */
import type { BarsChart, ChartPoint, TrendChart } from '../../core/reports/report.ts';

const DAYS = 28;
const FIRST = Date.UTC(2026, 9, 1);
const DAY_MS = 86_400_000;

/** Numbers that look random and repeat for a seed. */
function createDice(seed: number): () => number {
  let state = ((seed * 2_654_435_761) % 2_147_483_646) + 1;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

function pointsFrom(first: number, values: readonly number[], open: number): readonly ChartPoint[] {
  return values.map((value, index) => ({
    day: new Date(first + index * DAY_MS).toISOString().slice(0, 10),
    value,
    state: index >= values.length - open ? 'provisional' : 'final',
  }));
}

/** Reach of 28 days with the 28 before, as `/ig reach 28d` draws it: the last two days may still change. */
export function trendOfTurn(turn: number, days = DAYS): TrendChart {
  const dice = createDice(turn + 1);
  const level = 2_000 + Math.round(dice() * 90_000);
  const values = () => Array.from({ length: days }, () => Math.round(level * (0.5 + dice())));
  return {
    kind: 'trend',
    title: `Reach of @studio.${turn}`,
    subtitle: `1–28 Oct 2026, compared with 3–30 Sep, US Pacific days`,
    unit: 'accounts',
    points: pointsFrom(FIRST, values(), 2),
    previous: pointsFrom(FIRST - days * DAY_MS, values(), 0),
    pointsName: '1–28 Oct',
    previousName: '3–30 Sep',
  };
}

/** Reach by age, as `/ig audience` draws it. */
export function barsOfTurn(turn: number): BarsChart {
  const dice = createDice(turn + 1);
  return {
    kind: 'bars',
    title: `Audience of @studio.${turn}`,
    subtitle: 'by age, as of 28 Oct 2026',
    unit: 'followers',
    bars: ['18–24', '25–34', '35–44', '45–54'].map((label) => ({ label, value: Math.round(dice() * 10_000) })),
  };
}

export interface ChartsAhead {
  readonly prepare: (turn: number) => void;
  readonly take: (turn: number) => TrendChart;
}

/** Charts that are made before the clock runs, each taken once. */
export function makeAhead(days = DAYS): ChartsAhead {
  const made = new Map<number, TrendChart>();
  return {
    prepare(turn) {
      made.set(turn, trendOfTurn(turn, days));
    },
    take(turn) {
      const chart = made.get(turn) ?? trendOfTurn(turn, days);
      made.delete(turn);
      return chart;
    },
  };
}
