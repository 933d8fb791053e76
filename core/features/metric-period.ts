import { AppError } from '../errors.ts';
import { readPeriod, type Period } from '../insights/periods.ts';
import type { Ask } from './feature.ts';

/** The period that was asked for, `week` when none was; AppError when the text is not one. */
export function askedPeriod(ask: Ask, now: number): Period {
  const text = ask.command.when ?? 'week';
  const period = readPeriod(text, now);
  if (period === undefined) {
    throw new AppError('unknown-words', `I do not know the period “${text}”.`, {
      hint: 'Try week, 28d or last month.',
    });
  }
  return period;
}
