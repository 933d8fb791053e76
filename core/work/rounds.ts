/** Background work in rounds: each kind again and again, never two of one kind at once, all ended by `stop`. */
import type { Clock, Logger } from '../ports.ts';

export interface Round {
  /** For logs and `status`: `collect`, `deliver`. */
  readonly name: string;
  /** Milliseconds from the end of one round to the start of the next; a tenth of it is random. */
  readonly everyMs: number;
  /** One round. Should end soon once `signal` is aborted. A failure is logged and the next round comes as usual. */
  run(signal: AbortSignal): Promise<void>;
}

/** When a kind of work last ended, and when it last ended well, in epoch ms; undefined before that. */
export interface RoundState {
  readonly name: string;
  readonly endedAt: number | undefined;
  readonly doneAt: number | undefined;
  readonly failedBecause: string | undefined;
}

export interface Rounds {
  states(): readonly RoundState[];
  /** Starts a kind of work now instead of at its turn; while it runs, it comes once more right after. */
  wake(name: string): void;
  /** Aborts what runs and waits for its end. */
  stop(): Promise<void>;
}

export interface RoundsDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Milliseconds before the first rounds; 0 when left out. People who ask at start go before background work. */
  readonly firstAfterMs?: number;
  /** 0 to 1; tests take the chance out. */
  readonly random?: () => number;
}

interface Lane {
  readonly round: Round;
  timer: NodeJS.Timeout | undefined;
  running: Promise<void> | undefined;
  again: boolean;
  endedAt: number | undefined;
  doneAt: number | undefined;
  failedBecause: string | undefined;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'an unknown failure';
}

/** Starts every kind of work with its first round at once, or after `firstAfterMs`. */
export function startRounds(rounds: readonly Round[], deps: RoundsDeps): Rounds {
  const { clock, logger, random = Math.random, firstAfterMs = 0 } = deps;
  const stopping = new AbortController();
  const lanes = rounds.map((round): Lane => ({
    round,
    timer: undefined,
    running: undefined,
    again: false,
    endedAt: undefined,
    doneAt: undefined,
    failedBecause: undefined,
  }));

  async function once(lane: Lane): Promise<void> {
    try {
      await lane.round.run(stopping.signal);
      lane.failedBecause = undefined;
      lane.doneAt = clock();
    } catch (error) {
      if (stopping.signal.aborted) return;
      lane.failedBecause = reasonOf(error);
      logger.error({ error, round: lane.round.name }, 'a round of background work failed');
    }
    lane.endedAt = clock();
  }

  function begin(lane: Lane): void {
    clearTimeout(lane.timer);
    lane.again = false;
    lane.running = once(lane).then(() => {
      lane.running = undefined;
      if (stopping.signal.aborted) return;
      if (lane.again) begin(lane);
      else plan(lane);
    });
  }

  function plan(lane: Lane): void {
    const { everyMs } = lane.round;
    lane.timer = setTimeout(
      () => {
        begin(lane);
      },
      everyMs * (0.95 + random() / 10),
    );
  }

  for (const lane of lanes) {
    if (firstAfterMs === 0) begin(lane);
    else lane.timer = setTimeout(begin, firstAfterMs, lane);
  }
  return {
    states: () =>
      lanes.map(({ round, endedAt, doneAt, failedBecause }) => ({ name: round.name, endedAt, doneAt, failedBecause })),
    wake(name) {
      const lane = lanes.find(({ round }) => round.name === name);
      if (lane === undefined || stopping.signal.aborted) return;
      if (lane.running === undefined) begin(lane);
      else lane.again = true;
    },
    async stop() {
      stopping.abort();
      for (const lane of lanes) clearTimeout(lane.timer);
      await Promise.all(lanes.flatMap((lane) => lane.running ?? []));
    },
  };
}
