import type { Logger } from '../ports.ts';
import type { OnMismatch } from './responses.ts';

/** Collects fields that could not be read and logs them in one line: places and types only, and no foreign names. */
export class Mismatches {
  readonly #found: string[] = [];

  readonly on: OnMismatch = (place, found) => {
    this.#found.push(`${/^[a-z0-9_.]{1,80}$/u.test(place) ? place : 'elsewhere'}: ${found}`);
  };

  report(logger: Logger): void {
    if (this.#found.length === 0) return;
    logger.warn({ count: this.#found.length, first: this.#found[0] }, 'Instagram sent fields that cannot be read');
  }
}
