/** The digest as one compact report. Pure: the same facts give the same report. */
import { formatDays, formatInstant, formatList, formatNumber, formatQuantity } from '../reports/format.ts';
import type { Chart, Report, ReportAction, ReportBlock } from '../reports/report.ts';
import { driverLine, driverTable, driverWords } from './driver-words.ts';
import type { AccountFacts, DigestFacts, DigestFrame } from './facts.ts';
import { SECTIONS, type Section } from './subscription.ts';
import { unusualFollowers, unusualNumbers } from './unusual-words.ts';
import {
  clockWords,
  dayWords,
  flowWords,
  goalWords,
  headline,
  importedWords,
  isEmptyWeek,
  lateWords,
  numbersTable,
  provisionalWords,
  publishedLinks,
  publishedTable,
  statsOf,
  storyWords,
  weekWords,
} from './words.ts';

type Block = ReportBlock<Chart>;

/** Accounts with their own paragraphs; more than that are rows only. */
const MOST_DETAILED = 5;

function text(words: string | undefined): readonly Block[] {
  return words === undefined || words === '' ? [] : [{ kind: 'text', text: words }];
}

function notice(words: string | undefined, tone: 'info' | 'warning' = 'info'): readonly Block[] {
  return words === undefined ? [] : [{ kind: 'notice', tone, text: words }];
}

function reachPicture(facts: AccountFacts): readonly Block[] {
  const words = dayWords(facts);
  if (words === undefined || isEmptyWeek(facts)) return [];
  const chart: Chart = {
    kind: 'trend',
    title: `Reach · @${facts.username}`,
    subtitle: weekWords([facts]),
    unit: 'accounts',
    points: facts.points,
    previous: facts.previousPoints,
    pointsName: formatDays(facts.days),
    previousName: formatDays(facts.previousDays),
  };
  const rows = facts.points.map(({ day, value, state }, index) => {
    const before = facts.previousPoints[index]?.value ?? null;
    return [
      day,
      value === null ? 'not known' : formatNumber(value),
      state,
      before === null ? '' : formatNumber(before),
    ];
  });
  const columns = ['Day', 'Reach', 'State', 'Week before'];
  return [
    {
      kind: 'picture',
      picture: chart,
      alt: `${headline(facts)}. ${words}`,
      fallback: { kind: 'table', caption: 'Reach by day', columns, rows },
    },
  ];
}

/** Reach of all accounts side by side; the tables of the accounts hold the same numbers. */
function comparison(accounts: readonly AccountFacts[]): readonly Block[] {
  const bars = accounts.flatMap(({ username, numbers }) => {
    const value = numbers.find(({ name }) => name === 'reach')?.value ?? null;
    return value === null ? [] : [{ label: `@${username}`, value }];
  });
  if (bars.length < 2) return [];
  const sorted = [...bars].sort((one, other) => other.value - one.value);
  const rows = sorted.map(({ label, value }) => [label, formatNumber(value)]);
  return [
    {
      kind: 'picture',
      picture: {
        kind: 'bars',
        title: 'Reach by account',
        subtitle: weekWords(accounts),
        unit: 'accounts',
        bars: sorted,
      },
      alt: `Reach by account: ${rows.map((row) => row.join(' ')).join(', ')}.`,
      fallback: { kind: 'table', caption: 'Reach by account', columns: ['Account', 'Reach'], rows },
    },
  ];
}

function bestPosts(facts: AccountFacts, zone: string): readonly Block[] {
  const { posts } = facts;
  if (posts === null) return [];
  if (posts.count === 0) return text(`Nothing was posted by @${facts.username} that week.`);
  if (posts.best.length === 0) {
    return text(`${formatQuantity(posts.count, 'posts')} of @${facts.username}; reach is not known yet.`);
  }
  const links = publishedLinks(posts);
  return [publishedTable(facts, posts, zone), ...(links.length === 0 ? [] : [{ kind: 'links', links } as const])];
}

function emptyWeek(facts: AccountFacts): readonly Block[] {
  const { followers, numbers, posts } = facts;
  const known = numbers.filter(({ value }) => value !== null).map(({ label }) => label.toLowerCase());
  const posted = posts === null ? '' : ', and nothing was posted';
  const total = followers.value === null ? '' : ` It has ${formatNumber(followers.value)} followers.`;
  return text(`A quiet week for @${facts.username}: Instagram counted no ${formatList(known, 'or')}${posted}.${total}`);
}

/** How an account is shown. `single`: the digest is about nobody else. */
interface View {
  readonly single: boolean;
  readonly sections: readonly Section[];
  readonly zone: string;
}

/** What each part says about one account. */
function sectionBlocks(section: Section, facts: AccountFacts, { single, zone }: View): readonly Block[] {
  switch (section) {
    case 'numbers':
      return single ? [{ kind: 'stats', stats: statsOf(facts) }] : [numbersTable(facts)];
    case 'chart':
      return single ? [...reachPicture(facts), ...text(dayWords(facts))] : [];
    case 'drivers': {
      const table = single ? driverTable(facts) : undefined;
      const cause = driverWords(facts);
      const words = [cause, single ? undefined : driverLine(facts), flowWords(facts, cause !== undefined)];
      return [...text(words.filter((part) => part !== undefined).join(' ')), ...(table === undefined ? [] : [table])];
    }
    case 'posts':
      return bestPosts(facts, zone);
    case 'stories':
      return text(storyWords(facts));
    case 'unusual':
      return [...unusualFollowers(facts), unusualNumbers(facts)].flatMap((words) => notice(words));
    case 'goals':
      return text(goalWords(facts));
  }
}

/** Of a week without anything. */
const QUIET: readonly Section[] = ['numbers', 'goals'];

function details(facts: AccountFacts, view: View): readonly Block[] {
  const quiet = isEmptyWeek(facts);
  return [
    ...(quiet ? emptyWeek(facts) : []),
    ...view.sections
      .filter((section) => !quiet || QUIET.includes(section))
      .flatMap((section) => sectionBlocks(section, facts, view)),
    ...facts.problems.map((words): Block => ({
      kind: 'notice',
      tone: 'warning',
      text: `@${facts.username}: ${words}`,
    })),
  ];
}

function lateness({ delayedSince, missed, zone }: DigestFrame): readonly Block[] {
  const late =
    delayedSince === undefined
      ? undefined
      : `Delayed: this digest was due ${formatInstant(delayedSince, zone)}, while Reachboard was not running or could not post.`;
  const folded =
    missed.length === 0
      ? undefined
      : `There was no digest for ${formatList(missed)}; ask for any of these weeks with /ig reach ${missed[0] ?? ''}.`;
  return [...notice(late, 'warning'), ...notice(folded, 'warning')];
}

function actions(facts: DigestFacts): readonly ReportAction[] {
  const [first] = facts.accounts;
  if (first === undefined) return [];
  const tail = `${facts.week} @${first.username}`;
  return [
    { label: 'Reach', command: `reach ${tail}`, group: 'metric' },
    { label: 'Posts', command: `posts top ${tail}`, group: 'metric' },
    { label: 'Followers', command: `followers ${tail}`, group: 'metric' },
  ];
}

/** Builds the report with these parts; needs at least one account. */
export function buildDigest(facts: DigestFacts, frame: DigestFrame, sections: readonly Section[] = SECTIONS): Report {
  const { accounts, week } = facts;
  const single = accounts.length === 1;
  const [first] = accounts;
  const who = single && first !== undefined ? `@${first.username}` : `${accounts.length} accounts`;
  const detailed = accounts.slice(0, MOST_DETAILED);
  const others = accounts.slice(MOST_DETAILED);
  const newest = Math.max(...accounts.flatMap(({ numbers }) => numbers.flatMap(({ readAt }) => readAt ?? [])));
  return {
    title: `Week ${week} · ${who}`,
    subtitle: clockWords(accounts, frame.zone),
    summary: `${week}: ${accounts.map(headline).slice(0, 3).join('. ')}.`,
    blocks: [
      ...lateness(frame),
      ...(single || !sections.includes('chart') ? [] : comparison(accounts)),
      ...detailed.flatMap((one) => details(one, { single, sections, zone: frame.zone })),
      ...(others.length === 0 ? [] : text(others.map((one) => headline(one)).join('\n'))),
      ...(facts.gone === 0
        ? []
        : notice(`${facts.gone} of the ordered accounts cannot be seen here any more.`, 'warning')),
      ...facts.notes.flatMap((words) => notice(words)),
      ...accounts.flatMap((one) => notice(importedWords(one))),
      ...accounts.flatMap((one) => notice(lateWords(one, week))),
      ...notice(provisionalWords(accounts, frame.zone)),
    ],
    footer: [
      accounts.some(({ demo }) => demo) ? 'Demo data' : undefined,
      frame.name,
      week,
      frame.schedule,
      Number.isFinite(newest) ? `read ${formatInstant(newest, frame.zone)}` : undefined,
    ]
      .filter((part) => part !== undefined && part !== '')
      .join(' · '),
    actions: actions(facts),
  };
}
