/** The loops of the suite: a fault at the first call, at the second, … until a run passes without it. */
import assert from 'node:assert/strict';
import type { Fault, FaultKind } from '../../demo/faults.ts';
import type { WorldOptions } from '../fakes/world.ts';
import { assertExact, assertHonest, QUESTIONS } from './judge.ts';
import { assertKeptWell } from './kept.ts';
import { HOUR, openRig, type Rig } from './rig.ts';

/** More than any run needs; a loop that comes this far does not end. */
const MOST_CALLS = 60;
/** Installations at once: they mostly wait for their disks. */
const TOGETHER = 6;

export interface Row {
  readonly fault: FaultKind;
  readonly match?: Fault['match'];
  /** What the reply says when the fault stays. */
  readonly says: RegExp;
  /** How many strikes in a row leave no trace in any answer. */
  readonly healed: number;
  /** How long after the fault everything is right again; an hour when left out. */
  readonly over?: number;
  readonly options?: WorldOptions;
  readonly questions?: readonly string[];
  /** The words stand in good answers too. */
  readonly common?: boolean;
}

/** While a host is left alone nobody can say more than this. */
const LEFT_ALONE = /Instagram is not answering at the moment/u;

function anyOf(one: RegExp, other: RegExp): RegExp {
  return new RegExp(`${one.source}|${other.source}`, 'u');
}

function unlike(row: Row): RegExp | undefined {
  return row.common === true ? undefined : row.says;
}

async function run(
  row: Row,
  strike: Pick<Fault, 'nth' | 'times'>,
  check: (rig: Rig) => Promise<void>,
): Promise<number> {
  const rig = await openRig(row.options);
  try {
    const match = row.match === undefined ? {} : { match: row.match };
    const fault = rig.world.local.faults.add({ ...row.fault, ...match, ...strike });
    await check(rig);
    const { hits } = fault;
    rig.world.local.faults.clear();
    rig.later(row.over ?? HOUR);
    for (const text of row.questions ?? QUESTIONS) assertExact(rig, await rig.ask(text), unlike(row));
    await assertKeptWell(rig);
    assert.doesNotMatch(JSON.stringify(rig.world.logs), /EAADEMO|IGAADEMO/u);
    return hits;
  } finally {
    await rig.close();
  }
}

/** One run with the fault at the n-th call, for so many calls. Gives how often it struck. */
export async function strikeOnce(row: Row, nth: number): Promise<number> {
  const times = Math.max(1, row.healed);
  return run(row, { nth, times }, async (rig) => {
    for (const text of row.questions ?? QUESTIONS) {
      const answer = await rig.ask(text);
      if (row.healed > 0) assertExact(rig, answer, unlike(row));
      else assertHonest(rig, answer, row.says);
    }
  });
}

/** One run with the fault from the n-th call on. Gives how often it struck. */
export async function strikeOn(row: Row, nth: number): Promise<number> {
  return run(row, { nth }, async (rig) => {
    for (const text of row.questions ?? QUESTIONS) {
      assertHonest(rig, await rig.ask(text), anyOf(row.says, LEFT_ALONE));
    }
  });
}

/** As `strikeOn`, after everything has been read once: the last known numbers stay, with their age. */
export async function strikeLater(row: Row, nth: number): Promise<number> {
  const rig = await openRig(row.options);
  try {
    for (const text of row.questions ?? QUESTIONS) assertExact(rig, await rig.ask(text), unlike(row));
    rig.later(7 * HOUR);
    const match = row.match === undefined ? {} : { match: row.match };
    const fault = rig.world.local.faults.add({ ...row.fault, ...match, nth });
    for (const text of row.questions ?? QUESTIONS) {
      const answer = await rig.ask(text);
      assert.equal(answer.status, 'answered', `${text}: ${answer.report.summary}`);
      assertHonest(rig, answer, anyOf(row.says, LEFT_ALONE));
    }
    await assertKeptWell(rig);
    return fault.hits;
  } finally {
    await rig.close();
  }
}

async function told(strike: (nth: number) => Promise<number>, nth: number): Promise<number> {
  try {
    return await strike(nth);
  } catch (error) {
    if (error instanceof Error) error.message = `at call ${nth}: ${error.message}`;
    throw error;
  }
}

/** Repeats with n = 1, 2, 3 … until a run passes without the fault striking. Gives how many runs it struck. */
export async function atEveryCall(strike: (nth: number) => Promise<number>): Promise<number> {
  for (let first = 1; first <= MOST_CALLS; first += TOGETHER) {
    const calls = Array.from({ length: TOGETHER }, (_, more) => first + more);
    const outcomes = await Promise.allSettled(calls.map(async (nth) => told(strike, nth)));
    const hits = outcomes.map((outcome) => {
      if (outcome.status === 'rejected') throw outcome.reason;
      return outcome.value;
    });
    const passed = hits.indexOf(0);
    if (passed !== -1) return first + passed - 1;
  }
  throw new assert.AssertionError({ message: 'the fault never stopped striking' });
}
