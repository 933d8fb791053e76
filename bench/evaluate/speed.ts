import { judge } from '../../core/insights/spikes/judge.ts';
import { quietAccounts } from './false-alarms.ts';

/** Days judged per second of processor time, on one core. */
export function measureSpeed(seed: number): { readonly days: number; readonly aSecond: number } {
  const rows = quietAccounts(10, seed).flatMap((account) => account.rows);
  let days = 0;
  const before = process.cpuUsage();
  for (const row of rows) {
    for (let at = 0; at < row.values.length; at += 1) {
      if (judge(row, at, { kind: 'counts' }) !== undefined) days += 1;
    }
  }
  const { user, system } = process.cpuUsage(before);
  return { days, aSecond: days / ((user + system) / 1e6) };
}
