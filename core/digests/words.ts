/** A digest's findings in words: what stands in each block about one account. Pure. */
import { unknownWords } from '../features/goal-standing.ts';
import { SETTLES_AFTER } from '../insights/collect.ts';
import { endOfDay } from '../insights/spans.ts';
import {
  formatChange,
  formatDay,
  formatDays,
  formatDelta,
  formatFullDay,
  formatInstant,
  formatList,
  formatNumber,
  formatQuantity,
} from '../reports/format.ts';
import type { ReportLink, Stat, TableBlock } from '../reports/report.ts';
import type { AccountFacts, NumberFact, PostFact, PublishedFact } from './facts.ts';

function valueWords({ value }: NumberFact): string {
  return value === null ? '–' : formatNumber(value);
}

function changeWords({ delta, ratio, previous }: NumberFact): string {
  if (delta !== null) return formatChange(delta, ratio);
  return previous === null ? 'the week before is not known' : 'not comparable yet';
}

/** "within its usual 10,200 to 14,800". */
function usualWords({ value, usual }: NumberFact): string | undefined {
  if (usual === null || value === null || (usual.low === usual.high && value === usual.low)) return undefined;
  const range = `${formatNumber(usual.low)} to ${formatNumber(usual.high)}`;
  const place = value > usual.high ? 'above' : value < usual.low ? 'below' : 'within';
  return `${place} its usual ${range}`;
}

/** "a usual week brings +41 to +72". */
function usualChangeWords({ usualChange = null }: NumberFact): string | undefined {
  if (usualChange === null) return undefined;
  return `a usual week brings ${formatDelta(usualChange.low)} to ${formatDelta(usualChange.high)}`;
}

function rangeCell({ usual, usualChange = null }: NumberFact): string {
  if (usual !== null) return `${formatNumber(usual.low)} to ${formatNumber(usual.high)}`;
  return usualChange === null ? '' : `${formatDelta(usualChange.low)} to ${formatDelta(usualChange.high)} a week`;
}

/** Numbers that no file of an import-only account holds, for this week or the one before; of other accounts none. */
function absentOf({ imported = false, numbers }: AccountFacts): readonly NumberFact[] {
  return imported
    ? numbers.filter(({ name, value, previous }) => name !== 'reach' && value === null && previous === null)
    : [];
}

/** What an account of imported files cannot show; undefined for others. */
export function importedWords(facts: AccountFacts): string | undefined {
  if (facts.imported !== true) return undefined;
  const names = absentOf(facts).map(({ label }) => label.toLowerCase());
  const without = names.length === 0 ? '' : `, which hold no ${formatList(names, 'or')} of that week`;
  return `@${facts.username} is not connected: its numbers come from imported files${without}. Posts and stories are shown of connected accounts only.`;
}

/** Followers and the headline numbers, for one account. */
export function statsOf(facts: AccountFacts): readonly Stat[] {
  const absent = absentOf(facts);
  const shown = [facts.followers, ...facts.numbers].filter((fact) => !absent.includes(fact));
  return shown.map((fact) => ({
    label: fact.label,
    value: valueWords(fact),
    note:
      fact.value === null
        ? (fact.reason ?? 'not known')
        : [changeWords(fact), usualWords(fact), usualChangeWords(fact)].filter((part) => part !== undefined).join('; '),
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
      rangeCell(fact),
      fact.state,
    ]),
  };
}

/** Reach among the numbers. */
export function reachOf(facts: AccountFacts): NumberFact | undefined {
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

/** New, lost and net followers; without the new ones where they have just been said. */
export function flowWords({ flow }: AccountFacts, said: boolean): string | undefined {
  if (flow === null) return undefined;
  const gained = said ? '' : `${formatQuantity(flow.gained, 'new followers')}, `;
  return `${gained}${formatNumber(flow.lost)} lost, net ${formatDelta(flow.gained - flow.lost)}.`;
}

/** What a post is called: its caption, else "Reel of Wed 18 Nov". */
function postName({ caption, kind, day }: PostFact): string {
  return caption === '' ? `${kind} of ${formatDay(day)}` : caption;
}

/** Links to the best posts, with the numbers that they have in the table. */
export function publishedLinks({ best }: PublishedFact): readonly ReportLink[] {
  return best.flatMap((post, index) => {
    const kind = post.caption === '' ? '' : `${post.kind}: `;
    return post.url === null ? [] : [{ label: `${index + 1}. ${kind}${postName(post)}`, url: post.url }];
  });
}

/** The best posts by number, so that the links below can be told apart; published by the clock of `zone`. */
export function publishedTable(facts: AccountFacts, published: PublishedFact, zone: string): TableBlock {
  const typical =
    published.typical === null
      ? ''
      : `, typical ${published.metric.toLowerCase()} ${formatNumber(Math.round(published.typical))}`;
  return {
    kind: 'table',
    caption: `Best of ${formatQuantity(published.count, 'posts')} of @${facts.username}${typical}`,
    columns: ['Post', 'Type', `Published (${zone})`, published.metric],
    rows: published.best.map((post, index) => [
      `${index + 1}. ${postName(post)}`,
      post.kind,
      formatDay(post.day),
      formatNumber(post.value),
    ]),
  };
}

/** "5 stories, typical reach 1,204, best 2,310 on Tue 17 Nov."; undefined where stories could not be read. */
export function storyWords({ stories, username }: AccountFacts): string | undefined {
  if (stories === null) return undefined;
  if (stories.connectedAfter !== undefined) {
    return `Stories of @${username} that week are not known: it was connected on ${formatFullDay(stories.connectedAfter)}.`;
  }
  if (stories.count === 0) {
    return `No story of @${username} was seen that week: Instagram shows one for 24 hours only, and only what was seen meanwhile counts.`;
  }
  if (stories.best.length === 0) return `${formatQuantity(stories.count, 'stories')}; reach is not known.`;
  const [best] = stories.best;
  const metric = stories.metric.toLowerCase();
  const typical = stories.typical === null ? '' : `, typical ${metric} ${formatNumber(Math.round(stories.typical))}`;
  const most = best === undefined ? '' : `, best ${formatNumber(best.value)} on ${formatDay(best.day)}`;
  return `${formatQuantity(stories.count, 'stories')}${typical}${most}.`;
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

/** The week, and by whose clock the days are said on which posts and stories were published; `zone`: the digest's. */
export function clockWords(accounts: readonly AccountFacts[], zone: string): string {
  const dated = accounts.flatMap(({ posts, stories }) => [...(posts?.best ?? []), ...(stories?.best ?? [])]);
  return dated.length === 0 ? weekWords(accounts) : `${weekWords(accounts)}, publishing days in ${zone}`;
}

/** "Goal: 50,000 followers by Thu 31 Dec 2026, 1,912 to go, odds 72 % (+56 a day needed, +310 a day lately)." */
export function goalWords({ goals = [], username }: AccountFacts): string | undefined {
  if (goals.length === 0) return undefined;
  const words = goals.map((fact) => {
    const { target, aim, byDay, missing, chance, noOdds, pace, neededPace } = fact;
    const goal = `${aim ?? `${formatNumber(target)} followers`} by ${formatFullDay(byDay)}`;
    if (missing === null) return `${goal}: ${unknownWords(fact)}`;
    if (missing <= 0) return `${goal}: reached`;
    const none = noOdds ?? 'no odds yet (they need 28 known days)';
    const odds = chance === null ? none : `odds ${Math.round(chance * 100)} %`;
    const needed =
      neededPace === null || pace === null
        ? ''
        : ` (${formatDelta(Math.ceil(neededPace))} a day needed, ${formatDelta(Math.round(pace))} a day lately)`;
    return `${goal}: ${formatNumber(missing)} to go, ${odds}${needed}`;
  });
  return `${goals.length === 1 ? 'Goal' : 'Goals'} of @${username}: ${words.join('; ')}.`;
}
