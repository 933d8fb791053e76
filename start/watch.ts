/** What an operator sees of this process: the gauges of `/metrics` and the verdict of `/healthz`. */
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Gauge } from '../bots/http/metrics.ts';
import type { Health } from '../bots/http/server.ts';
import type { Vitals } from '../core/work/vitals.ts';
import type { RoundState, Rounds } from '../core/work/rounds.ts';
import { newestBackupAt } from '../db/backups.ts';
import { sqliteFile } from '../db/file.ts';
import type { Parts } from './parts.ts';

/** A sweep comes every second; without one for so long nothing that is due is found. */
const SWEEP_WITHIN = 30_000;
/** Scrapes within this time share one look at the database. */
const KEPT_FOR = 5_000;
const LOOP_STEP = 20;
const STATES = ['pending', 'sending', 'unknown', 'held', 'dead'] as const;

export interface Watch {
  /** The worker of this process, once it runs. */
  follow(rounds: Rounds): void;
  gauges(): Promise<readonly Gauge[]>;
  health(): Promise<Health>;
  stop(): void;
}

function one(name: string, help: string, value: number | undefined): Gauge {
  return { name, help, lines: value === undefined ? [] : [{ labels: {}, value }] };
}

function vitalGauges(vitals: Vitals, now: number): readonly Gauge[] {
  const age = (at: number | undefined): number => (at === undefined ? 0 : Math.max(0, now - at) / 1_000);
  const { posts, subscriptions } = vitals;
  return [
    {
      name: 'reachboard_posts',
      help: 'Messages on record that did not arrive, by state.',
      lines: STATES.map((state) => ({ labels: { state }, value: posts[state] ?? 0 })),
    },
    one(
      'reachboard_post_unknown_age_seconds',
      'Age of the oldest message of which it is not known whether it arrived; 0 without one.',
      age(vitals.oldestUnknownAt),
    ),
    one(
      'reachboard_queue_oldest_age_seconds',
      'Age of the oldest message that still has to arrive; 0 without one.',
      age(vitals.oldestOpenAt),
    ),
    one(
      'reachboard_run_late_seconds',
      'How late the oldest digest is that is due and not made; 0 without one.',
      age(vitals.oldestDueAt),
    ),
    {
      ...one('reachboard_digest_missed_total', 'Weeks whose digest was due while nothing ran.', vitals.missed),
      type: 'counter',
    },
    {
      ...one('reachboard_digest_failed_total', 'Weeks whose digest could not be made.', vitals.failed),
      type: 'counter',
    },
    {
      name: 'reachboard_subscriptions',
      help: 'Weekly digests that are ordered, by state; a failing one is also running or paused.',
      lines: Object.entries(subscriptions).map(([state, value]) => ({ labels: { state }, value })),
    },
    one('reachboard_accounts', 'Connected Instagram accounts.', vitals.accounts),
    one('reachboard_tokens_expiring_7d', 'Tokens that end within seven days or have ended.', vitals.tokensEnding),
    one('reachboard_tokens_refused', 'Tokens that Instagram does not take any more.', vitals.tokensRefused),
  ];
}

async function diskGauges(url: string, now: number): Promise<readonly Gauge[]> {
  if (!url.startsWith('sqlite:')) return [];
  const file = sqliteFile(url);
  const [disk, backup] = await Promise.all([statfs(path.dirname(file)), newestBackupAt(file)]);
  return [
    one('reachboard_db_free_bytes', 'Room left where the SQLite file is.', disk.bavail * disk.bsize),
    one(
      'reachboard_backup_age_seconds',
      'Age of the newest backup; no line without one.',
      backup === undefined ? undefined : (now - backup) / 1_000,
    ),
  ];
}

/** What is wrong with the sweep; undefined while it is well. */
function sweepTrouble(sweep: RoundState | undefined, since: number, now: number): string | undefined {
  const last = Math.max(sweep?.doneAt ?? 0, since);
  if (now - last <= SWEEP_WITHIN) return undefined;
  const seconds = Math.round((now - last) / 1_000);
  return `The sweep for due digests did not end well for ${seconds} s. ${sweep?.failedBecause ?? 'It does not end.'}`;
}

/** Starts watching; gauges are read when somebody asks, at a cost that does not grow with the history. */
export function watchProcess(parts: Parts): Watch {
  const { store, clock, logger, config, about } = parts;
  const loop = monitorEventLoopDelay({ resolution: LOOP_STEP });
  loop.enable();
  let rounds: Rounds | undefined;
  let since = clock();
  let kept: { readonly at: number; readonly vitals: Promise<Vitals> } | undefined;

  const sweepOf = (): RoundState | undefined => rounds?.states().find(({ name }) => name === 'sweep');

  function vitals(now: number): Promise<Vitals> {
    if (kept === undefined || Math.abs(now - kept.at) > KEPT_FOR) kept = { at: now, vitals: store.readVitals(now) };
    return kept.vitals;
  }

  function processGauges(now: number): readonly Gauge[] {
    const lag = Math.max(0, loop.max / 1e9 - LOOP_STEP / 1_000);
    loop.reset();
    const doneAt = sweepOf()?.doneAt;
    return [
      one('reachboard_event_loop_lag_seconds', 'Longest wait of the event loop since the last scrape.', lag),
      one(
        'reachboard_sweep_age_seconds',
        'Time since the last sweep for due digests ended well; no line in a process without the role worker.',
        rounds === undefined ? undefined : Math.max(0, now - (doneAt ?? since)) / 1_000,
      ),
    ];
  }

  return {
    follow(started) {
      rounds = started;
      since = clock();
    },

    async gauges() {
      const now = clock();
      const own = processGauges(now);
      try {
        const [disk, state] = await Promise.all([diskGauges(config.DATABASE_URL, now), vitals(now)]);
        return [
          ...own,
          one('reachboard_database_up', '1 while the database answers.', 1),
          ...disk,
          ...vitalGauges(state, now),
        ];
      } catch (error) {
        kept = undefined;
        logger.error({ error }, 'the database did not answer a scrape');
        return [...own, one('reachboard_database_up', '1 while the database answers.', 0)];
      }
    },

    async health() {
      const known = Object.fromEntries(
        [...about].map(([name, state]) => [name, state.split(/[:;(…]/u)[0]?.trim() ?? '']),
      );
      try {
        await store.listPauses(clock());
      } catch (error) {
        logger.error({ error }, 'the database did not answer the health check');
        return {
          status: 'failing',
          parts: { ...known, database: 'failing' },
          because: 'The database does not answer.',
        };
      }
      if (!config.ROLES.includes('worker')) return { status: 'ok', parts: { ...known, database: 'ok' } };
      const because = sweepTrouble(sweepOf(), since, clock());
      const shown = { ...known, database: 'ok', sweep: because === undefined ? 'ok' : 'failing' };
      return because === undefined ? { status: 'ok', parts: shown } : { status: 'failing', parts: shown, because };
    },

    stop() {
      loop.disable();
    },
  };
}
