/** What a fresh process says once its first picture is there. */
export interface Start {
  readonly cpuMs: number;
  readonly bytes: number;
}

/** Tells the parent what it took from the start of the process until now. */
export function report(bytes: number): void {
  const { user, system } = process.cpuUsage();
  const start: Start = { cpuMs: (user + system) / 1000, bytes };
  process.send?.(start);
  // A rehearsal has nobody to tell.
  if (process.connected) process.disconnect();
}
