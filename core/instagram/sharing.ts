/** One piece of work for several askers: it ends when it is done or when the last of them has left. */

/** What an asker that left is told: its own signal's reason. */
async function untilLeft<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  let leave = (): void => undefined;
  const left = new Promise<never>((_resolve, reject) => {
    leave = (): void => {
      reject(signal.reason instanceof Error ? signal.reason : new DOMException('left', 'AbortError'));
    };
    signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([work, left]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

export class Shared<T> {
  readonly #controller = new AbortController();
  readonly #work: Promise<T>;
  readonly #onEnd: () => void;
  #askers = 0;
  #ended = false;

  /** `onEnd` is told once, when nobody may join any more. */
  constructor(start: (signal: AbortSignal) => Promise<T>, onEnd: () => void) {
    this.#onEnd = onEnd;
    this.#work = start(this.#controller.signal).finally(() => {
      this.#end();
    });
    // Everybody may have left before it fails.
    this.#work.catch(() => undefined);
  }

  /** Waits for the result; rejects with the signal's reason when the asker leaves first. */
  async join(signal: AbortSignal | undefined): Promise<T> {
    signal?.throwIfAborted();
    this.#askers += 1;
    try {
      return await untilLeft(this.#work, signal);
    } finally {
      this.#askers -= 1;
      if (this.#askers === 0 && !this.#ended) {
        this.#end();
        this.#controller.abort();
      }
    }
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd();
  }
}
