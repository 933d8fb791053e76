/** The button that changes a digest: it carries the digest's order as it was when the list of digests was made. */
import type { ReportAction } from '../reports/report.ts';

/** The number of the digest that an order is put in the place of; undefined for a new one. */
export function digestOf(command: string): number | undefined {
  const number = /\breplace (\d+)$/u.exec(command)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** The order of a digest as its button in this list of digests says it; undefined where there is none, or no such digest. */
export function orderIn(actions: readonly ReportAction[], digest: number): string | undefined {
  return actions.find(({ form, command }) => form === 'digest' && digestOf(command) === digest)?.command;
}
