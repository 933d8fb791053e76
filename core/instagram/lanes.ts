/** Few background calls are out at once, so that commands find the way free. */
const AT_ONCE = 16;

/** A lane of waiting work for each account; the accounts take turns, so that none waits behind another's flood. */
export class Lanes {
  readonly #waiting = new Map<string, (() => void)[]>();
  #running = 0;

  /** Does the work once a place is free; 16 places for all accounts together. */
  async run<T>(account: string, work: () => Promise<T>): Promise<T> {
    await this.#enter(account);
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  async #enter(account: string): Promise<void> {
    if (this.#running < AT_ONCE) {
      this.#running += 1;
      return;
    }
    await new Promise<void>((resolve) => {
      const lane = this.#waiting.get(account);
      if (lane === undefined) this.#waiting.set(account, [resolve]);
      else lane.push(resolve);
    });
  }

  /** Hands the place to the account whose turn it is and puts that account at the end of the line. */
  #leave(): void {
    const [turn] = this.#waiting;
    if (turn === undefined) {
      this.#running -= 1;
      return;
    }
    const [account, lane] = turn;
    const next = lane.shift();
    this.#waiting.delete(account);
    if (lane.length > 0) this.#waiting.set(account, lane);
    next?.();
  }
}
