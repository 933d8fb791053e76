/** Signs of life of work that others may take over when none comes. */
export interface Beat {
  /** Between two signs, in ms. */
  readonly everyMs: number;
  /** Gives one; rejects when it could not be written. */
  readonly sign: () => Promise<unknown>;
  /** Told why one could not. The work goes on: whoever keeps its result sees whether it is still ours. */
  readonly onFailed: (error: unknown) => void;
}

/** Does slow work, with signs of life until it ends, and settles as it does. */
export async function whileBeating<T>({ everyMs, sign, onFailed }: Beat, work: () => Promise<T>): Promise<T> {
  const beating = setInterval(() => void sign().catch(onFailed), everyMs);
  try {
    return await work();
  } finally {
    clearInterval(beating);
  }
}
