/** Kills the collector at points drawn over all its calls, lets another go on, and looks at what each asked and kept. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { nextPiece } from '../../../core/collector/collect.ts';
import { addDays, endOfDay, listDays } from '../../../core/insights/spans.ts';
import { connectSqlite } from '../../../db/sqlite.ts';
import { createRandom, type Random } from '../../../demo/generator/random.ts';
import type { LoggedCall } from '../../../demo/call.ts';
import { bundle } from '../../fakes/bundle.ts';
import { NOW, openWorld, type World } from '../../fakes/world.ts';
import { connectOne } from './rig.ts';

/** Where a worker dies: at the n-th of its calls, before it, while it is under way, or when it is answered. */
interface Death {
  readonly call: number;
  readonly when: 'before' | 'during' | 'after';
  readonly afterMs: number;
}

/** What a worker is told at its start, and what it tells at its end. */
export interface Orders {
  readonly url: string;
  readonly base: string;
  readonly now: number;
  /** The day of history it goes back to. */
  readonly until: string;
  readonly die?: Death;
}
export interface Told {
  readonly calls: number;
}

/** Everything kept, one line each; and what was kept, by the name of the question that brings it. */
interface Kept {
  readonly rows: readonly string[];
  readonly answered: ReadonlySet<string>;
}

export interface Verdict {
  /** Calls and writes of a worker that nobody kills, and the rows it keeps. */
  readonly calls: number;
  readonly rows: number;
  readonly kills: number;
  /** Rows that the one kept and those who went on did not, and the other way round. */
  readonly different: number;
  /** Questions asked again although their answer was kept. */
  readonly repeated: readonly string[];
}

const USERNAME = 'northpine.coffee';
/** The profile read at connecting is old by then, and nothing that a worker reads becomes old while others go on. */
const LATER = NOW + 360_000;
/** Deaths on the way through one database. */
const DEATHS = 8;
const WHEN = ['before', 'during', 'after'] as const;
const LONGEST_WAIT = 4;

/** The days that a window of Unix seconds asks for. */
function daysOf(since: number, until: number): readonly string[] {
  const day = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);
  const near = listDays({ from: addDays(day(since), -2), to: day(until) });
  return near.filter((one) => endOfDay(one) >= since * 1000 && endOfDay(one) <= until * 1000);
}

/** The questions that a call asks; of metrics that come together the first stands for all, they are kept together. */
function questionsOf({ path, params }: LoggedCall): readonly string[] {
  const [, , id = '', edge = ''] = path.split('/');
  const metric = params['metric']?.split(',')[0] ?? '';
  const breakdown = params['breakdown'] ?? '';
  if (edge === '') return ['profile'];
  if (edge === 'media' || edge === 'stories') return params['after'] === undefined ? [edge] : [];
  if (params['period'] === undefined) return [`${id} ${metric} ${breakdown}`];
  if (params['since'] === undefined) return [`${metric} ${breakdown}`];
  const days = daysOf(Number(params['since']), Number(params['until']));
  const [first = '', last = ''] = [days[0], days.at(-1)];
  if (params['metric_type'] === 'total_value') return [`${metric} ${breakdown} ${first} ${last}`];
  return days.map((day) => `${metric} ${breakdown} ${day} ${day}`);
}

async function readKept(file: string): Promise<Kept> {
  const connection = await connectSqlite(file);
  const all = (query: string) => connection.all<Record<string, string | number | null>>(query);
  try {
    const readings = await all('select metric, breakdown, day_from, day_to, value, detail from reading');
    const media = await all('select media_id, kind, caption, like_count, comments_count, trouble from media');
    const mediaReadings = await all('select media_id, metric, breakdown, value, detail from media_reading');
    const profiles = await all(`select profile from profile where confirmed_at = ${LATER}`);
    const settings = await all(`select name from setting where name like '%-listing%'`);
    const rows = [readings, media, mediaReadings, profiles].flat().map((row) => JSON.stringify(row));
    const answered = [
      ...readings.map((row) => `${row['metric']} ${row['breakdown']} ${row['day_from']} ${row['day_to']}`),
      ...readings.filter((row) => row['detail'] !== null).map((row) => `${row['metric']} ${row['breakdown']}`),
      ...mediaReadings.map((row) => `${row['media_id']} ${row['metric']} ${row['breakdown']}`),
      ...profiles.map(() => 'profile'),
      ...settings.map((row) => (String(row['name']).startsWith('story') ? 'stories' : 'media')),
    ];
    return { rows: rows.sort(), answered: new Set(answered) };
  } finally {
    await connection.close();
  }
}

/** A database with one account connected and nothing read but its profile, to begin from again and again. */
export class Arena {
  readonly #world: World;
  readonly #program: string;
  readonly #file: string;
  readonly #until = nextPiece(undefined, NOW)?.from ?? '';

  private constructor(world: World, program: string) {
    this.#world = world;
    this.#program = program;
    this.#file = join(world.folder, 'round.db');
  }

  static async open(): Promise<Arena> {
    const world = await openWorld({ connect: false });
    await connectOne(world, USERNAME);
    await world.store.close();
    return new Arena(world, await bundle(join(import.meta.dirname, 'kill-worker.ts')));
  }

  close(): Promise<void> {
    return this.#world.close();
  }

  /** Runs a worker to its end or its death. */
  async #work(die?: Death): Promise<{ readonly told: Told | undefined; readonly asked: readonly LoggedCall[] }> {
    const { local } = this.#world;
    const from = local.calls.length;
    const orders: Orders = {
      url: `sqlite:${this.#file}`,
      base: local.facebookUrl,
      now: LATER,
      until: this.#until,
      ...(die === undefined ? {} : { die }),
    };
    const child = spawn(process.execPath, [this.#program, JSON.stringify(orders)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    if (signal !== 'SIGKILL') assert.equal(code, 0);
    return { told: signal === null ? (JSON.parse(text) as Told) : undefined, asked: local.calls.slice(from) };
  }

  async #begin(): Promise<void> {
    await Promise.all(['', '-wal', '-shm'].map((end) => rm(`${this.#file}${end}`, { force: true })));
    await copyFile(join(this.#world.folder, 'reachboard.db'), this.#file);
  }

  /** The two minutes in which an account stays with a worker that died are over. */
  async #freeAccounts(): Promise<void> {
    const connection = await connectSqlite(this.#file);
    await connection.all('update collection set held_until = 0');
    await connection.close();
  }

  /** Kills at points that `random` draws over the calls of a whole run, one database after the other. */
  async #round(random: Random, calls: number, most: number): Promise<{ deaths: number; repeated: readonly string[] }> {
    await this.#begin();
    const points = Array.from({ length: Math.min(DEATHS, most) }, () => random.integer(1, calls)).sort((a, b) => a - b);
    const repeated: string[] = [];
    let before: ReadonlySet<string> = new Set();
    for (const [index, point] of [...points, undefined].entries()) {
      const die: Death | undefined =
        point === undefined
          ? undefined
          : {
              call: Math.max(1, point - (points[index - 1] ?? 0)),
              when: WHEN[random.integer(0, WHEN.length - 1)] ?? 'before',
              afterMs: random.next() * LONGEST_WAIT,
            };
      const { told, asked } = await this.#work(die);
      for (const call of asked) {
        const questions = questionsOf(call);
        if (questions.length > 0 && questions.every((question) => before.has(question))) {
          repeated.push(`${questions.join()} after ${index} deaths`);
        }
      }
      if (told !== undefined) return { deaths: index, repeated };
      before = (await readKept(this.#file)).answered;
      await this.#freeAccounts();
    }
    throw new Error('a worker that nobody kills came to no end');
  }

  /** Kills at `kills` points that `seed` draws. */
  async storm(kills: number, seed: number): Promise<Verdict> {
    const random = createRandom(seed);
    await this.#begin();
    const { told } = await this.#work();
    const expected = await readKept(this.#file);
    const calls = told?.calls ?? 0;
    const repeated: string[] = [];
    let deaths = 0;
    let different = 0;
    while (deaths < kills) {
      const round = await this.#round(random, calls, kills - deaths);
      deaths += round.deaths;
      repeated.push(...round.repeated);
      const { rows } = await readKept(this.#file);
      const [found, wanted] = [new Set(rows), new Set(expected.rows)];
      different +=
        rows.filter((row) => !wanted.has(row)).length + expected.rows.filter((row) => !found.has(row)).length;
    }
    return { calls, rows: expected.rows.length, kills: deaths, different, repeated };
  }
}
