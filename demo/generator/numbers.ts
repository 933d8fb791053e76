import { DAY, HOUR, midnight, pacificDay, stampOf, type DayNumber } from '../calendar.ts';
import { mapNumbers, type DayNumbers, type SeriesKeys } from './day.ts';
import { firstShare, generateDay } from './series.ts';

/** Instagram's own words: data may be up to 48 hours late and change until then. */
const SETTLES_AFTER = 48 * HOUR;
const RESTATED_EVERY = 6 * HOUR;

/** The numbers of one account, made when asked for and kept. */
export interface AccountNumbers {
  /** A day in its final form. */
  final(day: DayNumber): DayNumbers;
  /**
   * A day as Instagram would tell it at `now`: nothing until `delay` ms after the day ended, then a first reading of
   * 85-100 % that grows every six hours and is final 48 hours after the day's end.
   */
  reading(day: DayNumber, now: number, delay: number): DayNumbers | undefined;
  /** Total followers at an instant: the day's new and lost followers arrive along the day. */
  followersAt(at: number): number;
}

/** Share of a day's restated value that is visible at an age of `age` ms after its end; 1 once settled. */
function visibleShare(first: number, age: number): number {
  const steps = Math.min(1, Math.floor(age / RESTATED_EVERY) / (SETTLES_AFTER / RESTATED_EVERY));
  return first + (1 - first) * steps;
}

/** Makes the numbers of one account; nothing is generated before it is asked for. */
export function createNumbers(keys: SeriesKeys): AccountNumbers {
  const days = new Map<DayNumber, DayNumbers>();
  const totals = new Map<DayNumber, number>([[keys.anchor, keys.plan.followers]]);
  let earliest = keys.anchor;
  let latest = keys.anchor;

  function final(day: DayNumber): DayNumbers {
    const known = days.get(day);
    if (known !== undefined) return known;
    const made = generateDay(keys, day);
    days.set(day, made);
    return made;
  }

  function net(day: DayNumber): number {
    const { gains, losses } = final(day);
    return gains - losses;
  }

  /** Followers at the midnight that begins a day. */
  function followersBefore(day: DayNumber): number {
    for (; latest < day; latest += 1) totals.set(latest + 1, (totals.get(latest) ?? 0) + net(latest));
    for (; earliest > day; earliest -= 1) totals.set(earliest - 1, (totals.get(earliest) ?? 0) - net(earliest - 1));
    return totals.get(day) ?? 0;
  }

  return {
    final,
    reading(day, now, delay) {
      const age = now - stampOf(day);
      if (age < Math.max(0, delay)) return undefined;
      const share = visibleShare(firstShare(keys, day), age);
      return share === 1 ? final(day) : mapNumbers(final(day), (value) => Math.floor(value * share));
    },
    followersAt(at) {
      const day = pacificDay(at);
      const passed = Math.min(1, (at - midnight(day)) / DAY);
      const { gains, losses } = final(day);
      return followersBefore(day) + Math.floor(gains * passed) - Math.floor(losses * passed);
    },
  };
}
