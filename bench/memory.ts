/** Run by the bench in a process of its own: many charts or commands in a row, and what memory they leave. */
import { setTimeout } from 'node:timers/promises';
import type { Chart } from '../core/reports/report.ts';
import { createChartRenderer } from '../renderers/index.ts';
import type { InstagramFacts } from './calls/instagram.ts';
import { barsOfTurn, trendOfTurn } from './charts/data.ts';
import { distinctWeek, openInstallation } from './commands.ts';

/** Megabytes after a garbage collection. */
export interface Level {
  readonly after: number;
  readonly heap: number;
  readonly rss: number;
}

const AT_ONCE = 4;
/** One command of so many is a question that nobody asked before. */
const NEW_EVERY = 10;
const MEGABYTE = 1024 * 1024;

async function levelAfter(after: number): Promise<Level> {
  // What is closed in one turn of the loop is freed in the next.
  for (let turn = 0; turn < 3; turn += 1) {
    globalThis.gc?.();
    await setTimeout(20);
  }
  const { heapUsed, rss } = process.memoryUsage();
  return { after, heap: heapUsed / MEGABYTE, rss: rss / MEGABYTE };
}

/** Does `run` up to the last of `marks` times, some at once, and looks at the memory at each mark. */
async function watch(run: (turn: number) => Promise<unknown>, marks: readonly number[]): Promise<readonly Level[]> {
  const levels: Level[] = [];
  let turn = 0;
  for (const mark of marks) {
    const work = async (): Promise<void> => {
      while (turn < mark) await run(turn++);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    levels.push(await levelAfter(mark));
  }
  return levels;
}

async function watchCharts(marks: readonly number[]): Promise<readonly Level[]> {
  const renderer = createChartRenderer();
  // Charts of both kinds and of two lengths in turns: three kept Views.
  const chartOf = (turn: number): Chart =>
    turn % 2 === 0 ? barsOfTurn(turn) : trendOfTurn(turn, turn % 4 === 1 ? 14 : 28);
  const levels = await watch((turn) => renderer.render(chartOf(turn), 'light'), marks);
  await renderer.close();
  return levels;
}

async function watchCommands(facts: InstagramFacts, marks: readonly number[]): Promise<readonly Level[]> {
  const { ask, close } = await openInstallation(facts);
  const levels = await watch((turn) => {
    const known = facts.usernames[turn % facts.usernames.length] ?? '';
    return ask(turn % NEW_EVERY === 0 ? distinctWeek(turn / NEW_EVERY, facts.usernames) : `reach week @${known}`);
  }, marks);
  await close();
  return levels;
}

if (process.argv[1] === import.meta.filename) {
  const [, , what, marks = '', facts = '{}'] = process.argv;
  const at = marks.split(',').map(Number);
  const levels =
    what === 'charts' ? await watchCharts(at) : await watchCommands(JSON.parse(facts) as InstagramFacts, at);
  process.send?.(levels);
  process.disconnect();
}
