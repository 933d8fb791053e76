/** The clock that leases and turns are counted by: the database's where processes share one, so that none is ahead of another. */
import type { Clock, ScheduleStore } from '../ports.ts';

export interface SharedClock {
  /** Epoch ms by the shared clock, as far off as this machine was at the last look. */
  readonly now: Clock;
  /** Looks at the shared clock; resolves to the ms that this machine is ahead of it, 0 where there is none. */
  look(): Promise<number>;
}

/** Where the store knows no shared time, this is `clock` itself. */
export function createSharedClock(store: Pick<ScheduleStore, 'sharedTime'>, clock: Clock): SharedClock {
  let ahead = 0;
  return {
    now: () => clock() - ahead,
    async look() {
      const before = clock();
      const shared = await store.sharedTime();
      ahead = shared === undefined ? 0 : Math.round((before + clock()) / 2) - shared;
      return ahead;
    },
  };
}
