/** What drove the change of new followers: a sentence, and the arithmetic as a table or a line. Pure. */
import { formatDelta, formatNumber, formatRatio } from '../reports/format.ts';
import type { TableBlock } from '../reports/report.ts';
import { findDrivers, wholeParts, type Driver, type Drivers, type WeekOfGrowth } from './drivers.ts';
import type { AccountFacts } from './facts.ts';
import { reachOf } from './words.ts';

interface Growth {
  readonly now: WeekOfGrowth;
  readonly before: WeekOfGrowth;
  readonly drivers: Drivers | undefined;
}

function growthOf(facts: AccountFacts): Growth | undefined {
  const reach = reachOf(facts);
  const { flow, previousFlow, posts, previousPosts } = facts;
  if (flow === null || previousFlow === null || posts === null || previousPosts === null) return undefined;
  if (reach === undefined || reach.value === null || reach.previous === null) return undefined;
  const now = { posts: posts.count, reach: reach.value, follows: flow.gained };
  const before = { posts: previousPosts, reach: reach.previous, follows: previousFlow.gained };
  return { now, before, drivers: findDrivers(now, before) };
}

function valueWords({ name }: Driver, value: number): string {
  if (name === 'follows per reach') return formatRatio(value).replace(/^\+/u, '');
  return formatNumber(Math.round(value));
}

function partWords(drivers: Drivers): ReadonlyMap<Driver, string> {
  const parts = wholeParts(drivers);
  return new Map(drivers.all.map((driver, index) => [driver, formatDelta(parts[index] ?? 0)]));
}

/** One sentence of what changed and why; undefined where the numbers do not exist. */
export function driverWords(facts: AccountFacts): string | undefined {
  const growth = growthOf(facts);
  if (growth === undefined) return undefined;
  const { now, before, drivers } = growth;
  const delta = now.follows - before.follows;
  const change = delta === 0 ? 'as many as the week before' : `${formatDelta(delta)} on the week before`;
  const whole = `What drove the change: ${formatNumber(now.follows)} new followers, ${change}.`;
  if (drivers === undefined) {
    return `${whole} Posts ${formatNumber(now.posts)} (${formatNumber(before.posts)} before), reach ${formatNumber(now.reach)} (${formatNumber(before.reach)} before): with a zero among them the change cannot be shared out.`;
  }
  const parts = partWords(drivers);
  const { top, drag } = drivers;
  return [
    whole,
    ...(top === undefined ? [] : [`Lifted most by ${top.name} (${parts.get(top) ?? ''}).`]),
    ...(drag === undefined ? [] : [`Held back most by ${drag.name} (${parts.get(drag) ?? ''}).`]),
  ].join(' ');
}

/** The arithmetic: a row per factor and one for the product; undefined where it cannot be taken apart. */
export function driverTable(facts: AccountFacts): TableBlock | undefined {
  const growth = growthOf(facts);
  if (growth?.drivers === undefined) return undefined;
  const { now, before, drivers } = growth;
  const parts = partWords(drivers);
  return {
    kind: 'table',
    caption: 'New followers = posts × reach per post × follows per reach',
    columns: ['Factor', 'Week', 'Week before', 'Part of the change'],
    rows: [
      ...drivers.all.map((driver, index) => [
        index === 0 ? 'Posts' : `× ${driver.name}`,
        valueWords(driver, driver.now),
        valueWords(driver, driver.before),
        parts.get(driver) ?? '',
      ]),
      ['= new followers', formatNumber(now.follows), formatNumber(before.follows), formatDelta(drivers.delta)],
    ],
  };
}

/** The same arithmetic in one line, for a digest of several accounts. */
export function driverLine(facts: AccountFacts): string | undefined {
  const growth = growthOf(facts);
  if (growth?.drivers === undefined) return undefined;
  const { now, before, drivers } = growth;
  const product = (side: 'now' | 'before', { follows }: WeekOfGrowth): string =>
    `${drivers.all.map((one) => `${valueWords(one, one[side])} ${one.name}`).join(' × ')} = ${formatNumber(follows)}`;
  return `${product('now', now)}; before: ${product('before', before)}.`;
}
