/** A way of doing one piece of work, measured beside others that do the same. */
export interface Candidate {
  /** Makes the data of a turn, which is no part of the work. */
  readonly prepare?: (turn: number) => void;
  /** One piece of work; `turn` says which data. Resolves to the bytes it made. */
  readonly run: (turn: number) => Promise<number>;
  readonly close?: () => Promise<void>;
}

/** What a child measured over some turns. */
export interface Measured {
  /** User and system time of the whole process, threads included, in milliseconds. */
  readonly cpuMs: number;
  /** How long the event loop was held, in milliseconds. */
  readonly busyMs: number;
  readonly bytes: number;
}
