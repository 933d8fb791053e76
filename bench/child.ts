/** Run by the bench in a process of its own: does turns when told and reports what they cost. */
import { performance } from 'node:perf_hooks';
import type { Measured } from './candidate.ts';
import type { InstagramFacts } from './calls/instagram.ts';
import { openCandidate, type CandidateName } from './candidates.ts';

export interface Turns {
  readonly from: number;
  readonly count: number;
}

const [, , name, facts = '{}'] = process.argv;
const candidate = await openCandidate(name as CandidateName, JSON.parse(facts) as InstagramFacts);

async function measure({ from, count }: Turns): Promise<Measured> {
  for (let turn = from; turn < from + count; turn += 1) candidate.prepare?.(turn);
  const cpu = process.cpuUsage();
  const loop = performance.eventLoopUtilization();
  let bytes = 0;
  for (let turn = from; turn < from + count; turn += 1) bytes += await candidate.run(turn);
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1000, busyMs: performance.eventLoopUtilization(loop).active, bytes };
}

process.on('message', (turns: Turns) => {
  void measure(turns).then((measured) => process.send?.(measured));
});
process.on('disconnect', () => {
  void candidate.close?.();
});
process.send?.('ready');
