import type { Chart } from '../core/reports/report.ts';

const DAYS = ['2026-11-16', '2026-11-17', '2026-11-18'] as const;

/** One small chart of each kind, drawn and thrown away while warming up. */
export const SAMPLES: readonly Chart[] = [
  {
    kind: 'trend',
    title: 'Warm-up',
    subtitle: 'never shown',
    unit: 'views',
    points: DAYS.map((day, i) => ({ day, value: i + 1, state: i === 2 ? 'provisional' : 'final' })),
    previous: DAYS.map((day) => ({ day, value: 2, state: 'final' })),
    pointsName: 'now',
    previousName: 'before',
  },
  { kind: 'bars', title: 'Warm-up', subtitle: 'never shown', unit: 'views', bars: [{ label: 'One', value: 1 }] },
  {
    kind: 'heat',
    title: 'Warm-up',
    subtitle: 'never shown',
    unit: 'views',
    rowNames: ['Mon'],
    columnNames: ['00:00', '01:00'],
    values: [[1, null]],
    marked: [[0, 0]],
  },
  {
    kind: 'multiples',
    title: 'Warm-up',
    subtitle: 'never shown',
    unit: 'views',
    panels: [{ label: 'One', points: DAYS.map((day, i) => ({ day, value: i, state: 'final' })) }],
  },
];
