/** When a connection will stop working, said in time. */
import type { Connection } from '../accounts.ts';
import { formatInstant } from '../reports/format.ts';

const DAY = 86_400_000;
const STEPS = [1, 7, 14] as const;

/** What ends, and how near it is: `step` is the smallest of 1, 7 and 14 days that it lies within, 0 once it is over. */
export interface ExpiryWarning {
  readonly what: 'token' | 'data-access';
  readonly step: 0 | (typeof STEPS)[number];
  readonly endsAt: number;
  /** One or two sentences for people. */
  readonly text: string;
}

function left(ms: number): string {
  const days = Math.floor(ms / DAY);
  if (days >= 2) return `in ${days} days`;
  return days === 1 ? 'in a day' : 'in less than a day';
}

function warning(
  what: ExpiryWarning['what'],
  endsAt: number | undefined,
  now: number,
  words: (when: string, over: boolean) => string,
): readonly ExpiryWarning[] {
  if (endsAt === undefined) return [];
  const ms = endsAt - now;
  if (ms <= 0) return [{ what, step: 0, endsAt, text: words(formatInstant(endsAt), true) }];
  const step = STEPS.find((days) => ms <= days * DAY);
  return step === undefined
    ? []
    : [{ what, step, endsAt, text: words(`${left(ms)} (${formatInstant(endsAt)})`, false) }];
}

/**
 * The warnings a connection deserves at `now`: 14, 7 and 1 days before its token ends, and before Meta's data-access
 * window closes (about 90 days after the person last used the app; even a Page's token reads nothing then).
 */
export function expiryWarnings(connection: Connection, now: number): readonly ExpiryWarning[] {
  if (connection.brokenBecause !== undefined) return [];
  return [
    ...warning('token', connection.tokenExpiresAt, now, (when, over) =>
      over
        ? `The token ended ${when}. Connect the account again with /ig connect.`
        : `The token ends ${when} and could not be renewed so far. Connect the account again with /ig connect.`,
    ),
    ...warning('data-access', connection.dataAccessExpiresAt, now, (when, over) =>
      over
        ? `Meta's permission to read data ended ${when}. Log in again with /ig connect.`
        : `Meta's permission to read data ends ${when}. Log in again with /ig connect; nobody else can extend it.`,
    ),
  ];
}
