/** Several candidates side by side: a process each, in turns, so that the machine's noise falls on all alike. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Measured } from './candidate.ts';
import type { InstagramFacts } from './calls/instagram.ts';
import type { CandidateName } from './candidates.ts';
import type { Turns } from './child.ts';

export interface RaceOptions {
  /** Complete measurements; the median of them counts. */
  readonly runs: number;
  readonly rounds: number;
  /** Turns of one candidate before the next one's. */
  readonly batch: number;
  readonly warmUp: number;
}

/** What one turn cost, per run. */
export type Result = readonly Measured[];

/** The next thing a child says; rejects when it ends instead. */
export async function hear<T>(child: ChildProcess): Promise<T> {
  const stop = new AbortController();
  const { signal } = stop;
  try {
    const ended = once(child, 'exit', { signal }).then(([status]) => {
      throw new Error(`A child of the bench ended with ${String(status)}.`);
    });
    const [said] = (await Promise.race([once(child, 'message', { signal }), ended])) as [T];
    return said;
  } finally {
    stop.abort();
  }
}

async function tell(child: ChildProcess, turns: Turns): Promise<Measured> {
  const answer = hear<Measured>(child);
  child.send(turns);
  return answer;
}

/** What a turn of the cheapest batch cost: other work on the machine only ever adds. */
function cheapest(batches: readonly Measured[], turns: number): Measured {
  const least = (cost: keyof Measured): number => Math.min(...batches.map((batch) => batch[cost])) / turns;
  return { cpuMs: least('cpuMs'), busyMs: least('busyMs'), bytes: least('bytes') };
}

/** Runs all candidates interleaved, in an order that turns round, and gives the cost of a turn for each run. */
export async function race<Name extends CandidateName>(
  names: readonly Name[],
  facts: InstagramFacts,
  { runs, rounds, batch, warmUp }: RaceOptions,
): Promise<Readonly<Record<Name, Result>>> {
  const children = new Map<Name, ChildProcess>();
  const results = Object.fromEntries(names.map((name) => [name, [] as Measured[]])) as Record<Name, Measured[]>;
  try {
    for (const name of names) {
      const child = fork(join(import.meta.dirname, 'child.ts'), [name, JSON.stringify(facts)]);
      children.set(name, child);
      await hear(child);
      await tell(child, { from: 0, count: warmUp });
    }
    let from = warmUp;
    for (let run = 0; run < runs; run += 1) {
      const batches = new Map(names.map((name) => [name, [] as Measured[]]));
      for (let round = 0; round < rounds; round += 1) {
        for (const name of round % 2 === 0 ? names : names.toReversed()) {
          const child = children.get(name);
          if (child !== undefined) batches.get(name)?.push(await tell(child, { from, count: batch }));
        }
        from += batch;
      }
      for (const [name, measured] of batches) results[name].push(cheapest(measured, batch));
    }
    return results;
  } finally {
    for (const child of children.values()) if (child.connected) child.disconnect();
  }
}
