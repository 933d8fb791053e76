/** Runs in which anything may fail at any time, drawn from a seed: the same seed, the same run. */
import type { FaultKind } from '../../demo/faults.ts';
import { dice } from '../fakes/dice.ts';
import { assertExact, assertHonest, QUESTIONS } from './judge.ts';
import { assertKeptWell } from './kept.ts';
import { MATRIX } from './matrix.ts';
import { HOUR, MINUTE, openRig } from './rig.ts';

const STEPS = 14;

/** Without those that cost their time-out or their megabytes with every call. */
const ROWS = Object.entries(MATRIX).flatMap(([name, row]) => (/^(?:17|18|21)/u.test(name) ? [] : [row]));
const LIMIT: FaultKind = { kind: 'throttled', code: 80002, regainMinutes: 12 };
const SAYS = new RegExp(
  [...ROWS.map(({ says }) => says.source), 'allows no more calls', 'is not answering at the moment', 'not in yet'].join(
    '|',
  ),
  'u',
);

function pick<T>(all: readonly [T, ...T[]] | readonly T[], roll: () => number): T {
  const found = all[Math.floor(roll() * all.length)];
  if (found === undefined) throw new RangeError('nothing to pick from');
  return found;
}

/** One run: faults come, strike a few calls and go, hours pass, questions are asked. At the end all is right again. */
export async function storm(seed: number): Promise<void> {
  const roll = dice(seed);
  const rig = await openRig();
  const { faults } = rig.world.local;
  try {
    for (let step = 0; step < STEPS; step += 1) {
      if (roll() < 0.25) faults.clear();
      if (roll() < 0.6) {
        const fault = roll() < 0.1 ? LIMIT : pick(ROWS, roll).fault;
        faults.add({ ...fault, nth: 1 + Math.floor(roll() * 5), times: 1 + Math.floor(roll() * 9) });
      }
      rig.later(Math.floor(roll() ** 3 * 12 * HOUR) + (roll() < 0.5 ? 0 : MINUTE));
      assertHonest(rig, await rig.ask(pick(QUESTIONS, roll)), SAYS);
    }
    faults.clear();
    rig.later(48 * HOUR);
    for (const text of QUESTIONS) assertExact(rig, await rig.ask(text));
    await assertKeptWell(rig);
  } finally {
    await rig.close();
  }
}
