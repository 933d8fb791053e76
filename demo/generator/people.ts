import { pacificDay } from '../calendar.ts';
import type { AccountNumbers } from './numbers.ts';
import { measure } from './measure.ts';

const FEWEST = 100;

/**
 * How many people an audience metric describes at `now`: all followers, or those of the last 7 or 30 whole days. A
 * reached audience under 100 is nobody (seen as an answer with empty parts; an engaged one is an error instead).
 */
export function audienceSize(
  numbers: AccountNumbers,
  metric: string,
  timeframe: string | undefined,
  now: number,
): number {
  if (metric === 'follower_demographics') return numbers.followersAt(now);
  const length = timeframe === 'this_week' ? 7 : 30;
  const today = pacificDay(now);
  const days = Array.from({ length }, (_, index) => numbers.final(today - length + index));
  if (metric === 'engaged_audience_demographics') return measure('accounts_engaged', days);
  const reached = measure('reach', days);
  return reached < FEWEST ? 0 : reached;
}
