/**
 * `node --import tsx bench/acknowledge.ts`: how long Discord and Slack wait for the acknowledgement when 50 commands
 * come at once and every answer has a chart of its own. Both stand-ins and the program share one process and one core,
 * so the product alone is faster than this.
 */
import { createChartRenderer } from '../renderers/index.ts';
import { openDiscord } from '../test/fakes/discord/session.ts';
import { startSlack } from '../test/fakes/slack/run.ts';
import { openWorld } from '../test/fakes/world.ts';

const COMMANDS = 50;
const GOAL = 500;

function percentile(times: readonly number[], share: number): number {
  return [...times].sort((one, other) => one - other)[Math.ceil(times.length * share) - 1] ?? 0;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

function tell(platform: string, times: readonly number[]): boolean {
  const [half, most] = [percentile(times, 0.5), percentile(times, 0.95)];
  const met = most < GOAL;
  console.log(
    `${platform}: ${times.length} commands at once, acknowledged after ${half.toFixed(0)} ms (median), ${most.toFixed(0)} ms (p95); goal ${GOAL} ms: ${met ? 'met' : 'missed'}`,
  );
  return met;
}

const renderer = createChartRenderer();
await renderer.warmUp();
const world = await openWorld({ renderer });
const discord = await openDiscord(world.door);
const slack = await startSlack(world.door);
// Each its own period, so that each chart is drawn.
const periods = Array.from({ length: COMMANDS }, (_, index) => `${index + 2}d`);
const inDiscord = await Promise.all(
  periods.map((period) => timed(() => discord.discord.command('reach', { period }).acknowledged)),
);
const inSlack = await Promise.all(periods.map((period) => timed(() => slack.people.command(`reach ${period}`))));
const met = [tell('Discord', inDiscord), tell('Slack', inSlack)].every(Boolean);
await discord.stop();
await slack.close();
await world.close();
await renderer.close();
process.exitCode = met ? 0 : 1;
