/** `/ig goal …`: a number of followers to be reached, and the odds. */
import type { Account } from '../accounts.ts';
import type { Goal } from '../alerts/alert.ts';
import { readRows } from '../alerts/rows.ts';
import { AppError } from '../errors.ts';
import { oddsOfReaching, type GoalOdds } from '../insights/spikes/goal.ts';
import { changesOf } from '../insights/spikes/days.ts';
import { countDays, instagramToday } from '../insights/spans.ts';
import { formatDelta, formatFullDay, formatNumber } from '../reports/format.ts';
import type { Report } from '../reports/report.ts';
import { requireAdmin } from './connect.ts';
import type { Answer, Ask, Deps, Feature } from './feature.ts';
import { pickAccount } from './pick-account.ts';

const DATE = /^\d{4}-\d{2}-\d{2}$/u;
const NUMBER = /^(\d[\d,.]*)(k|m)?$/u;
const METRIC_WORDS = new Set(['followers', 'followers_count', 'follower']);
const FILLERS = new Set(['by', 'until', 'of', 'to', 'reach', 'on']);
const EXAMPLE = 'goal followers 10000 by 2027-03-31';
const MOST_GOALS = 20;

function bad(sentence: string): AppError {
  return new AppError('bad-request', sentence, {
    hint: 'A goal is followers, a number and a date.',
    suggestions: [EXAMPLE],
  });
}

/** `10000`, `10,000`, `10k`, `1.5m`. */
function readTarget(word: string): number | undefined {
  const [, digits = '', unit] = NUMBER.exec(word) ?? [];
  if (digits === '') return undefined;
  const value = unit === undefined ? Number(digits.replaceAll(/[,.]/gu, '')) : Number(digits.replace(',', '.'));
  return Math.round(value * (unit === 'k' ? 1e3 : unit === 'm' ? 1e6 : 1));
}

interface Order {
  readonly account: Account;
  readonly target: number;
  readonly byDay: string;
}

function readOrder(ask: Ask, today: string): Order {
  const { rest, when } = ask.command;
  const words = rest.filter((word) => !FILLERS.has(word) && !METRIC_WORDS.has(word));
  const targets = words.flatMap((word) => readTarget(word) ?? []);
  const others = words.filter((word) => readTarget(word) === undefined);
  const account = pickAccount({ ...ask, command: { ...ask.command, when: undefined, rest: others } });
  const [target] = targets;
  if (!rest.some((word) => METRIC_WORDS.has(word))) throw bad('Only followers can have a goal: nothing else has odds.');
  if (target === undefined || target < 1 || target > 1e9) throw bad('Say how many followers are to be reached.');
  if (when === undefined || !DATE.test(when)) throw bad('Say by which date, like 2027-03-31.');
  if (when < today) throw bad(`${when} is over.`);
  return { account, target, byDay: when };
}

interface Standing {
  readonly current: number | undefined;
  readonly odds: GoalOdds | undefined;
  /** Days that are left, today included. */
  readonly days: number;
}

/** How far an account is with a goal, and the odds from its daily changes. */
export async function standingOf(
  deps: Deps,
  account: Account,
  goal: Pick<Goal, 'target' | 'byDay'>,
): Promise<Standing> {
  const now = deps.clock();
  const rows = await readRows(deps.store, account, now);
  const today = instagramToday(now);
  const days = goal.byDay < today ? 0 : countDays({ from: today, to: goal.byDay });
  const current = rows.followers;
  if (current === undefined) return { current, odds: undefined, days };
  const question = { current, goal: goal.target, days };
  return {
    current,
    odds: oddsOfReaching(rows.net, question) ?? oddsOfReaching(changesOf(rows.totals), question),
    days,
  };
}

function oddsWords({ odds, current, days }: Standing): string {
  if (current === undefined) return 'the total is not known yet';
  if (odds === undefined) return 'no odds yet: they need 28 known days';
  if (odds.missing <= 0) return 'reached';
  if (days === 0) return 'missed';
  return `${Math.round(odds.chance * 100)} %`;
}

function sentences(username: string, goal: Pick<Goal, 'target' | 'byDay'>, standing: Standing): readonly string[] {
  const { odds, current } = standing;
  const first = `@${username}: ${formatNumber(goal.target)} followers by ${formatFullDay(goal.byDay)}: ${oddsWords(standing)}.`;
  if (odds === undefined || current === undefined || odds.missing <= 0) return [first];
  return [
    first,
    `Now ${formatNumber(current)}, ${formatNumber(odds.missing)} missing: ${formatDelta(Math.round(odds.neededPace * 10) / 10)} a day are needed, ${formatDelta(Math.round(odds.pace * 10) / 10)} a day came lately. 80 of 100 futures like that end between ${formatNumber(odds.low)} and ${formatNumber(odds.high)}.`,
  ];
}

function answer(report: Omit<Report, 'footer'>): Answer {
  return {
    status: 'answered',
    report: { ...report, footer: 'Odds are a forecast from daily changes, never a promise.' },
  };
}

async function setGoal(deps: Deps, ask: Ask): Promise<Answer> {
  requireAdmin(ask.caller, 'set goals');
  const { account, target, byDay } = readOrder(ask, instagramToday(deps.clock()));
  if ((await deps.store.listGoals(ask.owner.id)).length >= MOST_GOALS)
    throw bad(`There are ${MOST_GOALS} goals already.`);
  const goal = await deps.store.saveGoal({
    workspaceId: ask.owner.id,
    accountId: account.id,
    metric: 'followers',
    target,
    byDay,
    madeAt: deps.clock(),
  });
  const said = sentences(account.username, goal, await standingOf(deps, account, goal));
  return answer({
    title: `Goal ${goal.id}`,
    summary: said[0] ?? '',
    blocks: said.map((text) => ({ kind: 'text', text })),
    actions: [
      { label: 'Goals', command: 'goal list', group: 'metric' },
      { label: 'Remove', command: `goal remove ${goal.id}`, group: 'fix' },
    ],
  });
}

async function listGoals(deps: Deps, ask: Ask): Promise<Answer> {
  const rows: string[][] = [];
  for (const goal of await deps.store.listGoals(ask.owner.id)) {
    const account = ask.accounts.find(({ id }) => id === goal.accountId);
    if (account === undefined) continue;
    const standing = await standingOf(deps, account, goal);
    const { current } = standing;
    rows.push([
      String(goal.id),
      `@${account.username}`,
      `${formatNumber(goal.target)} followers by ${formatFullDay(goal.byDay)}`,
      current === undefined ? '–' : formatNumber(current),
      oddsWords(standing),
    ]);
  }
  const summary =
    rows.length === 0
      ? `No goals yet. Set one: /ig ${EXAMPLE}`
      : `${rows.length} ${rows.length === 1 ? 'goal' : 'goals'}.`;
  const columns = ['Number', 'Account', 'Goal', 'Now', 'Odds'];
  return answer({
    title: 'Goals',
    summary,
    blocks:
      rows.length === 0 ? [{ kind: 'text', text: summary }] : [{ kind: 'table', caption: 'Goals', columns, rows }],
    actions: [{ label: 'Followers', command: 'followers 28d', group: 'metric' }],
  });
}

async function removeGoal(deps: Deps, ask: Ask): Promise<Answer> {
  requireAdmin(ask.caller, 'remove goals');
  const goals = await deps.store.listGoals(ask.owner.id);
  const word = ask.command.rest.find((one) => /^#?\d{1,9}$/u.test(one))?.replace('#', '');
  if (word === undefined && goals.length > 0) {
    throw new AppError('bad-request', 'Say which goal to remove.', {
      hint: 'Its number is in /ig goal list.',
      suggestions: goals.slice(0, 5).map(({ id }) => `goal remove ${id}`),
    });
  }
  const goal = goals.find(({ id }) => id === Number(word));
  if (goal === undefined) {
    const sentence = word === undefined ? 'There are no goals yet.' : `There is no goal ${word} here.`;
    throw new AppError('not-found', sentence, { suggestions: ['goal list'] });
  }
  await deps.store.removeGoal(goal.id, deps.clock());
  return answer({
    title: `Goal ${goal.id} is removed`,
    summary: `Goal ${goal.id} is removed.`,
    blocks: [{ kind: 'text', text: `Goal ${goal.id} is removed.` }],
    actions: [{ label: 'Goals', command: 'goal list', group: 'metric' }],
  });
}

export const goalFeature: Feature = {
  spec: {
    name: 'goal',
    summary: 'A number of followers to reach by a date, and the odds',
    options: [
      { name: 'more', summary: 'followers 10000 by 2027-03-31, list, remove 1', required: true },
      { name: 'account', summary: 'Which account', required: false },
    ],
    audience: 'channel',
    admin: false,
    examples: [`${EXAMPLE} @account`, 'goal list'],
  },
  answer(deps, ask) {
    const { rest, when } = ask.command;
    if (rest.includes('remove')) return removeGoal(deps, ask);
    if (rest.includes('list') || (rest.length === 0 && when === undefined)) return listGoals(deps, ask);
    return setGoal(deps, ask);
  },
};
