/** A digest's findings in words: what stands in each block about one account. Pure. */
import { SETTLES_AFTER } from '../insights/collect.ts';
import { endOfDay } from '../insights/spans.ts';
import {
  formatChange,
  formatDay,
  formatDays,
  formatDelta,
  formatInstant,
  formatList,
  formatNumber,
  formatQuantity,
  formatRatio,
} from '../reports/format.ts';
import type { Stat, TableBlock } from '../reports/report.ts';
import { findDrivers, type Driver } from './drivers.ts';
import type { AccountFacts, NumberFact, PublishedFact } from './facts.ts';

function valueWords({ value }: NumberFact): string {
  return value === null ? '–' : formatNumber(value);
}

function changeWords({ delta, ratio, previous }: NumberFact): string {
  if (delta !== null) return formatChange(delta, ratio);
  return previous === null ? 'the week before is not known' : 'not comparable yet';
}

/** "within its usual 10,200 to 14,800". */
function usualWords({ value, usual }: NumberFact): string | undefined {
  if (usual === null || value === null) return undefined;
  const range = `${formatNumber(usual.low)} to ${formatNumber(usual.high)}`;
  const place = value > usual.high ? 'above' : value < usual.low ? 'below' : 'within';
  return `${place} its usual ${range}`;
}

/** Followers and the headline numbers, for one account. */
export function statsOf(facts: AccountFacts): readonly Stat[] {
  return [facts.followers, ...facts.numbers].map((fact) => ({
    label: fact.label,
    value: valueWords(fact),
    note:
      fact.value === null
        ? (fact.reason ?? 'not known')
        : [changeWords(fact), usualWords(fact)].filter((part) => part !== undefined).join('; '),
  }));
}

/** The same numbers as a table, for several accounts in one digest. */
export function numbersTable(facts: AccountFacts): TableBlock {
  return {
    kind: 'table',
    caption: `@${facts.username}`,
    columns: ['Number', 'Week', 'Change', 'Usual', 'State'],
    rows: [facts.followers, ...facts.numbers].map((fact) => [
      fact.label,
      valueWords(fact),
      changeWords(fact),
      fact.usual === null ? '' : `${formatNumber(fact.usual.low)} to ${formatNumber(fact.usual.high)}`,
      fact.state,
    ]),
  };
}

function reachOf(facts: AccountFacts): NumberFact | undefined {
  return facts.numbers.find(({ name }) => name === 'reach');
}

/** "@a reached 12,345 accounts, ▲ +1,204 (+10.8 %), and has 3,400 followers, +72". */
export function headline(facts: AccountFacts): string {
  const reach = reachOf(facts);
  const { followers } = facts;
  const reached =
    reach === undefined || reach.value === null
      ? 'reach not known'
      : `reach ${formatNumber(reach.value)}${reach.delta === null ? '' : `, ${formatChange(reach.delta, reach.ratio)}`}`;
  const total =
    followers.value === null
      ? ''
      : `; ${formatQuantity(followers.value, 'followers')}${followers.delta === null ? '' : ` (${formatDelta(followers.delta)})`}`;
  return `@${facts.username}: ${reached}${total}`;
}

/** True when nothing was published, nobody was reached, and Instagram said so. */
export function isEmptyWeek(facts: AccountFacts): boolean {
  const known = facts.numbers.filter(({ value }) => value !== null);
  return known.length > 0 && known.every(({ value }) => value === 0) && (facts.posts?.count ?? 0) === 0;
}

/** What the chart of days says, for those who do not see it. */
export function dayWords(facts: AccountFacts): string | undefined {
  if (!facts.points.some(({ value }) => value !== null)) return undefined;
  const days = facts.points.map(({ day, value }, index) => {
    const before = facts.previousPoints[index]?.value ?? null;
    const own = value === null ? 'not known' : formatNumber(value);
    return `${formatDay(day).split(' ')[0] ?? ''} ${own}${before === null ? '' : ` (${formatNumber(before)})`}`;
  });
  return `Reach by day, the week before in brackets: ${days.join(' · ')}.`;
}

function driverValue({ name }: Driver, value: number): string {
  if (name === 'follows per reach') return formatRatio(value).replace(/^\+/u, '');
  return formatNumber(name === 'posts' ? value : Math.round(value));
}

/** "new followers" and their parts, or why they cannot be shown; undefined where the numbers do not exist. */
export function driverWords(facts: AccountFacts): string | undefined {
  const reach = reachOf(facts);
  const { flow, previousFlow, posts, previousPosts } = facts;
  if (flow === null || previousFlow === null || posts === null || previousPosts === null) return undefined;
  if (reach === undefined || reach.value === null || reach.previous === null) return undefined;
  const now = { posts: posts.count, reach: reach.value, follows: flow.gained };
  const before = { posts: previousPosts, reach: reach.previous, follows: previousFlow.gained };
  const delta = now.follows - before.follows;
  const whole = `What drove the change: ${formatNumber(now.follows)} new followers, ${delta === 0 ? 'as many as' : `${formatDelta(delta)} on`} the week before.`;
  const drivers = findDrivers(now, before);
  if (drivers === undefined) {
    return `${whole} ${now.posts} posts (${before.posts}), reach ${formatNumber(now.reach)} (${formatNumber(before.reach)}); with a zero in it the product of the three cannot be taken apart.`;
  }
  const [p, r, f] = drivers.all;
  if (p === undefined || r === undefined || f === undefined) return whole;
  const product = (side: 'now' | 'before', follows: number): string =>
    `${driverValue(p, p[side])} posts × ${driverValue(r, r[side])} reach per post × ${driverValue(f, f[side])} follows per reach = ${formatNumber(follows)}`;
  const parts = drivers.all.map(({ name, part }) => `${name} ${formatDelta(Math.round(part))}`);
  const top = drivers.top === undefined ? [] : [`Lifted most by ${drivers.top.name}.`];
  const drag = drivers.drag === undefined ? [] : [`Held back most by ${drivers.drag.name}.`];
  return [
    whole,
    `${product('now', now.follows)}; before: ${product('before', before.follows)}.`,
    `Parts: ${parts.join(', ')}.`,
    ...top,
    ...drag,
  ].join(' ');
}

/** New, lost and net followers. */
export function flowWords({ flow }: AccountFacts): string | undefined {
  if (flow === null) return undefined;
  return `${formatQuantity(flow.gained, 'new followers')}, ${formatNumber(flow.lost)} lost, net ${formatDelta(flow.gained - flow.lost)}.`;
}

/** Numbers outside what the account usually has. */
export function unusualWords(facts: AccountFacts): string | undefined {
  const unusual = facts.numbers.filter(
    ({ value, usual }) => value !== null && usual !== null && (value > usual.high || value < usual.low),
  );
  if (unusual.length === 0) return undefined;
  const words = unusual.map((fact) => `${fact.label.toLowerCase()} ${valueWords(fact)} is ${usualWords(fact) ?? ''}`);
  const weeks = Math.max(...unusual.map(({ usual }) => usual?.weeks ?? 0));
  return `Unusual for @${facts.username} against the last ${weeks} weeks: ${formatList(words)}.`;
}

export function publishedTable(facts: AccountFacts, published: PublishedFact): TableBlock {
  const typical =
    published.typical === null ? '' : `, typical ${published.metric.toLowerCase()} ${formatNumber(published.typical)}`;
  return {
    kind: 'table',
    caption: `Best of ${formatQuantity(published.count, 'posts')} of @${facts.username}${typical}`,
    columns: ['Post', 'Type', 'Published', published.metric],
    rows: published.best.map((post) => [post.caption, post.kind, formatDay(post.day), formatNumber(post.value)]),
  };
}

/** "5 stories, typical reach 1,204, best 2,310 on Tue 17 Nov." */
export function storyWords({ stories }: AccountFacts): string | undefined {
  if (stories === null || stories.count === 0) return undefined;
  const [best] = stories.best;
  const metric = stories.metric.toLowerCase();
  const typical = stories.typical === null ? '' : `, typical ${metric} ${formatNumber(stories.typical)}`;
  const most = best === undefined ? '' : `, best ${formatNumber(best.value)} on ${formatDay(best.day)}`;
  return `${stories.count === 1 ? '1 story' : `${stories.count} stories`}${typical}${most}.`;
}

/** Which days are missing and what that means; undefined when none is. */
export function lateWords({ late, days, previousDays, username }: AccountFacts, week: string): string | undefined {
  if (late.length === 0) return undefined;
  return `${formatList(late.map(formatDay))} ${late.length === 1 ? 'was' : 'were'} not in yet for @${username}: Instagram delivers up to 48 hours late. Shown are ${formatDays(days)} beside ${formatDays(previousDays)}; /ig digest show ${week} diff shows later what came in.`;
}

/** What may still move and when it stops; undefined when nothing does. */
export function provisionalWords(accounts: readonly AccountFacts[], zone: string): string | undefined {
  const open = accounts.flatMap(({ numbers }) => numbers).filter(({ state }) => state === 'provisional');
  const last = accounts[0]?.days.to;
  if (open.length === 0 || last === undefined) return undefined;
  const names = [...new Set(open.map(({ label }) => label.toLowerCase()))];
  const until = formatInstant(endOfDay(last) + SETTLES_AFTER, zone);
  return `Provisional: ${formatList(names)} may still move until ${until}; Instagram corrects its numbers for 48 hours.`;
}

/** "16–22 Nov 2026 · days in US Pacific time". */
export function weekWords(accounts: readonly AccountFacts[]): string {
  const days = accounts[0]?.days;
  return days === undefined ? 'days in US Pacific time' : `${formatDays(days)} · days in US Pacific time`;
}
