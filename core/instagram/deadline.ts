/**
 * The end of one exchange: the caller leaves, the headers do not come in time, or the whole takes too long. Of the three
 * it knows which it was. One timer, set anew only in the rare exchange that outlives the time for the headers.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #startedAt = performance.now();
  readonly #headersMs: number;
  readonly #totalMs: number;
  readonly #caller: AbortSignal | undefined;
  #timer: NodeJS.Timeout;
  #hasHeaders = false;
  #late: 'HEADERS' | 'TOTAL' | undefined;

  /** Both in milliseconds from now, `totalMs` with the body included. */
  constructor(headersMs: number, totalMs: number, caller: AbortSignal | undefined) {
    this.#headersMs = headersMs;
    this.#totalMs = totalMs;
    this.#caller = caller;
    this.#timer = this.#look(Math.min(headersMs, totalMs));
    caller?.addEventListener('abort', this.abandon, { once: true });
  }

  /** Aborted when the exchange has to end. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** What took too long; undefined when nothing did. */
  get late(): 'HEADERS' | 'TOTAL' | undefined {
    return this.#late;
  }

  gotHeaders(): void {
    this.#hasHeaders = true;
  }

  /** Ends the exchange now. */
  readonly abandon = (): void => {
    this.#controller.abort();
  };

  /** The exchange is over: nothing ends it any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#caller?.removeEventListener('abort', this.abandon);
  }

  #look(ms: number): NodeJS.Timeout {
    return setTimeout(() => {
      const leftMs = this.#totalMs - (performance.now() - this.#startedAt);
      if (this.#hasHeaders && leftMs > 0) {
        this.#timer = this.#look(leftMs);
        return;
      }
      this.#late = this.#hasHeaders || this.#headersMs >= this.#totalMs ? 'TOTAL' : 'HEADERS';
      this.abandon();
    }, ms);
  }
}
