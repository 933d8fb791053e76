/**
 * `npm run bench`: what pictures, Graph calls, commands and starts cost, side by side with other ways of doing the same.
 * Ratios only: every comparison is interleaved in one run, and the median of the runs counts. `--quick` looks less long.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { InstagramFacts } from './calls/instagram.ts';
import type { Measured } from './candidate.ts';
import { shareOfEqualPictures } from './equality.ts';
import type { Level } from './memory.ts';
import { hear, race, type Result } from './race.ts';
import { timeFirstPicture, timeReady, type Times } from './startup/index.ts';
import { isMissed, median, tableOf, type Row } from './table.ts';

const READY_WITHIN_MS = 2000;
const RUNS = 3;

interface Effort {
  readonly rounds: number;
  readonly warmUp: number;
  readonly starts: number;
  readonly pictures: number;
  /** Where memory is looked at, in charts or commands. */
  readonly marks: readonly [number, number];
}

const WHOLE: Effort = { rounds: 6, warmUp: 200, starts: 9, pictures: 60, marks: [2000, 10_000] };
const QUICK: Effort = { rounds: 4, warmUp: 60, starts: 3, pictures: 12, marks: [200, 600] };

/** The median over the runs of one cost divided by another. */
function ratio(ours: Result, theirs: Result, cost: keyof Measured): number {
  return median(ours.map((run, index) => run[cost] / (theirs[index]?.[cost] ?? NaN)));
}

function cpuOf(result: Result): string {
  return `${median(result.map(({ cpuMs }) => cpuMs)).toFixed(1)} ms`;
}

async function measureCharts(facts: InstagramFacts, { rounds, warmUp }: Effort): Promise<readonly Row[]> {
  const names = ['ours', 'naive', 'template', 'floor', 'defaults', 'chartjs', 'echarts'] as const;
  const all = await race(names, facts, { runs: RUNS, rounds, batch: 8, warmUp });
  const { ours, naive, template, floor, defaults, chartjs, echarts } = all;
  const against = (other: Result): string => `${cpuOf(other)} against our ${cpuOf(ours)}`;
  const kilobytes = (result: Result): string => `${(median(result.map(({ bytes }) => bytes)) / 1000).toFixed(0)} kB`;
  const busy = (result: Result): string => `${median(result.map(({ busyMs }) => busyMs)).toFixed(1)} ms`;
  return [
    {
      what: 'CPU of the naive pipeline',
      numbers: against(naive),
      ratio: ratio(naive, ours, 'cpuMs'),
      goal: { atLeast: 2.2 },
    },
    {
      what: 'CPU of our own template drawn naively',
      numbers: against(template),
      ratio: ratio(template, ours, 'cpuMs'),
    },
    {
      what: 'CPU of Chart.js + @napi-rs/canvas',
      numbers: against(chartjs),
      ratio: ratio(chartjs, ours, 'cpuMs'),
      goal: { atLeast: 1.5 },
    },
    {
      what: 'CPU of ECharts (SVG) + sharp',
      numbers: against(echarts),
      ratio: ratio(echarts, ours, 'cpuMs'),
      goal: { atLeast: 1.2 },
    },
    {
      what: 'our CPU over the floor (a ready SVG to PNG)',
      numbers: `${cpuOf(ours)} over ${cpuOf(floor)}`,
      ratio: ratio(ours, floor, 'cpuMs'),
      goal: { atMost: 1.3 },
    },
    {
      what: 'our event loop held, over the naive pipeline’s',
      numbers: `${busy(ours)} over ${busy(naive)}`,
      ratio: ratio(ours, naive, 'busyMs'),
      goal: { atMost: 0.33 },
    },
    {
      what: 'bytes over sharp’s own settings',
      numbers: `${kilobytes(floor)} over ${kilobytes(defaults)}`,
      ratio: ratio(floor, defaults, 'bytes'),
      goal: { atMost: 1.12 },
    },
  ];
}

async function measureCalls(facts: InstagramFacts, { rounds, warmUp }: Effort): Promise<readonly Row[]> {
  const { client, bare } = await race(['client', 'bare'], facts, { runs: RUNS, rounds, batch: 5, warmUp });
  return [
    {
      what: 'CPU of 60 Graph calls over bare node-fetch',
      numbers: `${cpuOf(client)} over ${cpuOf(bare)}`,
      ratio: ratio(client, bare, 'cpuMs'),
      goal: { atMost: 1.2 },
    },
  ];
}

async function measureCommands(facts: InstagramFacts, { rounds, warmUp }: Effort): Promise<readonly Row[]> {
  const names = ['again', 'anew', 'weekChart'] as const;
  const { again, anew, weekChart } = await race(names, facts, { runs: RUNS, rounds, batch: 5, warmUp });
  const over = (result: Result): string => `${cpuOf(result)} over ${cpuOf(weekChart)}`;
  return [
    {
      what: '`/ig reach week` asked again, over its chart alone',
      numbers: over(again),
      ratio: ratio(again, weekChart, 'cpuMs'),
      goal: { atMost: 0.5 },
    },
    {
      what: '`/ig reach` of a new week, over its chart alone',
      numbers: over(anew),
      ratio: ratio(anew, weekChart, 'cpuMs'),
      goal: { atMost: 2.5 },
    },
  ];
}

async function measureStarts({ starts }: Effort): Promise<readonly Row[]> {
  const { bundled, unbundled } = await timeFirstPicture(starts);
  const numbers = (cost: keyof Times): string => {
    const [ours, theirs] = [bundled, unbundled].map((times) => median(times.map((time) => time[cost])).toFixed(0));
    return `${ours ?? ''} ms over ${theirs ?? ''} ms`;
  };
  const over = (cost: keyof Times): number =>
    median(bundled.map((time) => time[cost])) / median(unbundled.map((time) => time[cost]));
  const ready = [await timeReady(), await timeReady(), await timeReady()].filter((time) => time !== undefined);
  return [
    {
      what: 'process start to first PNG, over importing everything',
      numbers: numbers('wallMs'),
      ratio: over('wallMs'),
      goal: { atMost: 0.6 },
    },
    { what: 'the same in CPU', numbers: numbers('cpuMs'), ratio: over('cpuMs'), goal: { atMost: 0.6 } },
    {
      what: '`npm start` until ready, over two seconds',
      numbers: ready.length === 0 ? '`npm run build` first' : `${Math.min(...ready).toFixed(0)} ms`,
      ratio: ready.length === 0 ? undefined : Math.min(...ready) / READY_WITHIN_MS,
      goal: { atMost: 1 },
    },
  ];
}

async function watchMemory(
  what: 'charts' | 'commands',
  facts: InstagramFacts,
  marks: Effort['marks'],
): Promise<readonly Row[]> {
  const file = join(import.meta.dirname, 'memory.ts');
  const [early, late] = await hear<readonly [Level, Level]>(fork(file, [what, marks.join(), JSON.stringify(facts)]));
  const row = (part: 'heap' | 'rss', atMost: number): Row => ({
    what: `${part === 'heap' ? 'heap' : 'resident memory'} after ${late.after} ${what}, over ${early.after}`,
    numbers: `${late[part].toFixed(0)} MB over ${early[part].toFixed(0)} MB`,
    ratio: late[part] / early[part],
    goal: { atMost },
  });
  return [row('heap', 1.1), row('rss', 1.2)];
}

async function measureEquality({ pictures }: Effort): Promise<readonly Row[]> {
  const share = await shareOfEqualPictures(pictures);
  const numbers = `${Math.round(share * pictures)} of ${pictures}`;
  return [{ what: 'pictures of kept Views equal to new ones', numbers, ratio: share, goal: { atLeast: 1 } }];
}

async function measureAll(effort: Effort): Promise<readonly Row[]> {
  const instagram: ChildProcess = fork(join(import.meta.dirname, 'calls/instagram.ts'));
  try {
    const facts = await hear<InstagramFacts>(instagram);
    const rows: Row[] = [];
    const say = async (name: string, work: Promise<readonly Row[]>): Promise<void> => {
      rows.push(...(await work));
      process.stderr.write(`${name} measured\n`);
    };
    await say('charts', measureCharts(facts, effort));
    await say('Graph calls', measureCalls(facts, effort));
    await say('commands', measureCommands(facts, effort));
    await say('starts', measureStarts(effort));
    await say('equality', measureEquality(effort));
    // Memory is no matter of time, so these two may disturb each other.
    const watched = await Promise.all(
      (['charts', 'commands'] as const).map((what) => watchMemory(what, facts, effort.marks)),
    );
    return [...rows, ...watched.flat()];
  } finally {
    instagram.kill();
  }
}

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const rows = await measureAll(values.quick ? QUICK : WHOLE);
console.log(tableOf(rows));
if (rows.some(isMissed)) process.exitCode = 1;
