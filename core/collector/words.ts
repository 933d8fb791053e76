/** How far the collector is, as rows of `status`. */
import { countDays, daysUntil, lastCompleteDay } from '../insights/spans.ts';
import type { Collection } from '../ports.ts';
import { formatAge, formatInstant } from '../reports/format.ts';
import { HISTORY_DAYS, nextPiece, recentDays } from './collect.ts';

type Row = readonly [string, string];

function historyRow(collection: Collection, now: number): Row {
  if (nextPiece(collection.filledFrom, now) === undefined) return ['History', 'all that Instagram still has is kept'];
  const last = lastCompleteDay(now);
  const from = collection.filledFrom ?? recentDays(now).from;
  const read = countDays({ from, to: last });
  const { from: next } = daysUntil(last, HISTORY_DAYS);
  return ['History', `${read} of ${HISTORY_DAYS} days read (back to ${from}; goes on to ${next})`];
}

/** Last and next collection, how much history is in, and what went wrong last; nothing before the first turn. */
export function collectionRows(collection: Collection | undefined, now: number): readonly Row[] {
  if (collection === undefined) return [['Collection', 'not begun yet']];
  const { collectedAt, nextAt, problem } = collection;
  const last = collectedAt === undefined ? 'never whole' : `last ${formatAge(collectedAt, now)}`;
  const next = nextAt === undefined || nextAt <= now ? 'next within a minute' : `next ${formatInstant(nextAt)}`;
  return [
    ['Collection', `${last}; ${next}`],
    ...(collectedAt === undefined ? [] : [historyRow(collection, now)]),
    ...(problem === undefined ? [] : [['Last collection', problem] as const]),
  ];
}
