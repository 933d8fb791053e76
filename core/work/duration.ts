import { Duration } from 'luxon';

/** Milliseconds of an ISO 8601 duration such as `PT15M`; NaN for anything else. */
export function millisecondsOf(duration: string): number {
  return Duration.fromISO(duration).toMillis();
}
