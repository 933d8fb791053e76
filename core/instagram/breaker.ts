/** Stops calling a host that hardly ever answers, so that commands fail at once instead of after their time-outs. */
import type { Clock } from '../ports.ts';

const CALLS = 20;
const OPEN_MS = 30_000;

interface State {
  readonly outcomes: boolean[];
  openUntil: number;
  /** One call is out to see whether the host is back; ends when it is. */
  trial: { readonly over: Promise<void>; readonly end: () => void } | undefined;
}

function startTrial(): NonNullable<State['trial']> {
  let end = (): void => undefined;
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { over, end };
}

/** Half of the last 20 calls failing stops a host for 30 s; then one call tries it while the others wait for its outcome. */
export class Breaker {
  readonly #clock: Clock;
  readonly #hosts = new Map<string, State>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes a place for a call. Gives the time (epoch ms) from which to try when there is none; undefined when there is. */
  async enter(host: string): Promise<number | undefined> {
    for (;;) {
      const state = this.#stateOf(host);
      if (state.openUntil === 0) return undefined;
      if (this.#clock() < state.openUntil) return state.openUntil;
      if (state.trial === undefined) {
        state.trial = startTrial();
        return undefined;
      }
      await state.trial.over;
    }
  }

  /** How the call went; `undefined` when the caller left before anybody could tell. */
  leave(host: string, ok: boolean | undefined): void {
    const state = this.#stateOf(host);
    if (state.openUntil !== 0) {
      if (ok === true) this.#hosts.delete(host);
      if (ok === false) state.openUntil = this.#clock() + OPEN_MS;
      state.trial?.end();
      state.trial = undefined;
      return;
    }
    if (ok === undefined) return;
    state.outcomes.push(ok);
    if (state.outcomes.length > CALLS) state.outcomes.shift();
    const failures = state.outcomes.filter((outcome) => !outcome).length;
    if (state.outcomes.length === CALLS && failures * 2 >= CALLS) state.openUntil = this.#clock() + OPEN_MS;
  }

  #stateOf(host: string): State {
    const known = this.#hosts.get(host);
    if (known !== undefined) return known;
    const fresh: State = { outcomes: [], openUntil: 0, trial: undefined };
    this.#hosts.set(host, fresh);
    return fresh;
  }
}
