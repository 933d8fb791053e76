/** A world with a file for a platform, numbers written by hand, and alerts looked for by hand. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Account } from '../../../core/accounts.ts';
import { createAlertWatch, type AlertWatch } from '../../../core/alerts/rounds.ts';
import { createApp, HOME } from '../../../core/app.ts';
import type { Caller, RenderedAnswer } from '../../../core/commands.ts';
import { createDigestRounds } from '../../../core/digests/rounds.ts';
import type { Deps } from '../../../core/features/feature.ts';
import { addDays, endOfDay } from '../../../core/insights/spans.ts';
import type { ChartRenderer, ChatAdapter } from '../../../core/ports.ts';
import { createLogPlatform, type LogPlatform, type LogPlatformOptions } from '../../fakes/log-platform.ts';
import { ADMIN, openWorld, type World, type WorldOptions } from '../../fakes/world.ts';

const HOUR = 3_600_000;

const FLAT: ChartRenderer = {
  render: () => Promise.resolve({ png: Uint8Array.of(0x89, 0x50, 0x4e, 0x47), width: 1600, height: 800 }),
};

export interface AlertWorld {
  readonly world: World;
  readonly platform: LogPlatform;
  readonly watch: AlertWatch;
  /** Another process on the same database, perhaps with a store that fails in places. */
  another(store?: Partial<Deps['store']>): AlertWatch;
  ask(text: string, caller?: Partial<Caller>): Promise<RenderedAnswer>;
  /** An account of imported days only, so that no network can change its numbers. */
  account(username: string): Promise<Account>;
  /** Writes new followers of a day, read `hoursAfter` hours after its end; turns no clock. */
  write(account: Account, day: string, value: number, hoursAfter?: number): Promise<void>;
  /** Ordinary days up to and including a day, all settled. */
  ordinary(account: Account, to: string, days: number, level: number): Promise<void>;
  total(account: Account, day: string, value: number): Promise<void>;
  /** Turns the clock, looks at this account and delivers; the messages that came, in their order. */
  look(time: string | number, account?: Account): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface AlertWorldOptions extends WorldOptions {
  /** Platforms beside the file. */
  readonly adapters?: readonly ChatAdapter[];
  /** What becomes of calls to the file; default posts. */
  readonly fate?: LogPlatformOptions['fate'];
}

export async function openAlertWorld(options: AlertWorldOptions = { connect: false }): Promise<AlertWorld> {
  const world = await openWorld(options);
  const platform = createLogPlatform({
    file: join(world.folder, 'platform.log'),
    clock: () => world.now,
    ...(options.fate === undefined ? {} : { fate: options.fate }),
  });
  const adapters = [platform, ...(options.adapters ?? [])];
  const deps: Deps = { ...world.deps, chats: () => adapters };
  const door = createApp(deps, FLAT);
  const another = (store: Partial<Deps['store']> = {}): AlertWatch =>
    createAlertWatch({ deps: { ...deps, store: { ...deps.store, ...store } }, renderer: FLAT });
  const watch = another();
  const rounds = createDigestRounds({
    deps,
    renderer: FLAT,
    adapters: () => adapters,
    onUnknown: 'resend',
    counters: { counter: () => ({ add: () => undefined }) },
    random: () => 0.123_456,
  });
  const never = new AbortController().signal;

  async function put(account: Account, metric: string, day: string, value: number, readAt: number): Promise<void> {
    await world.store.writeReadings(account.id, [
      {
        metric,
        breakdown: '',
        days: { from: day, to: day },
        source: 'graph',
        value,
        detail: undefined,
        readAt,
        settled: readAt - endOfDay(day) >= 48 * HOUR,
        estimated: false,
      },
    ]);
  }

  return {
    world,
    platform,
    watch,
    another,
    ask: (text, caller = {}) => door.answer({ text, caller: { ...ADMIN, channelId: 'alerts', ...caller } }, ['light']),
    async account(username) {
      const home = await world.store.saveWorkspace(HOME.platform, HOME.remoteId);
      return world.store.saveImportAccount(home.id, username, world.now);
    },
    write: (account, day, value, hoursAfter = 49) =>
      put(account, 'follower_count', day, value, endOfDay(day) + hoursAfter * HOUR),
    async ordinary(account, to, days, level) {
      for (let i = 0; i < days; i += 1) {
        const value = Math.round(level * (1 + 0.1 * ((((i * i * 7 + i * 3) % 11) - 5) / 5)));
        const day = addDays(to, i + 1 - days);
        await put(account, 'follower_count', day, value, endOfDay(day) + 49 * HOUR);
      }
    },
    total: (account, day, value) => put(account, 'followers_count', day, value, endOfDay(day) - HOUR),
    async look(time, account) {
      world.now = typeof time === 'number' ? time : Date.parse(time);
      const before = platform.posts().length;
      if (account !== undefined) await watch.afterCollect(account, 'insights');
      await watch.round.run(never);
      for (let i = 0; i < 5; i += 1) {
        for (const round of rounds) await round.run(never);
        world.now += 2_000;
      }
      return platform
        .posts()
        .slice(before)
        .map(({ title }) => title);
    },
    close: () => world.close(),
  };
}

/** A world in which alerts are on, and nothing is unusual, for one account that brings 40 to 60 followers a day. */
export async function openWatchedAccount(): Promise<{ readonly alerts: AlertWorld; readonly account: Account }> {
  const alerts = await openAlertWorld();
  const account = await alerts.account('northpine.coffee');
  await alerts.ordinary(account, '2026-11-10', 40, 60);
  alerts.world.now = Date.parse('2026-11-12T12:00:00Z');
  assert.equal((await alerts.ask('alerts on')).status, 'answered');
  assert.deepEqual(await alerts.look('2026-11-12T12:00:00Z', account), []);
  return { alerts, account };
}
