/** `/ig goal …`: a number to be reached by a date, and the odds. */
import type { Goal } from '../alerts/alert.ts';
import { AppError } from '../errors.ts';
import { instagramToday } from '../insights/spans.ts';
import { formatDelta, formatFullDay, formatNumber } from '../reports/format.ts';
import type { Report } from '../reports/report.ts';
import { requireAdmin } from './connect.ts';
import type { Answer, Ask, Deps, Feature } from './feature.ts';
import { goalExamples, readGoal } from './goal-ask.ts';
import { aimWords, countedWords, standingOf, unknownWords, type Standing } from './goal-standing.ts';
import { readNamed, refuseMore } from './named-accounts.ts';
import { openAccess } from './pick-account.ts';

const MOST_GOALS = 20;

function oddsWords(standing: Standing, { target }: Pick<Goal, 'target'>): string {
  const { odds, noOdds, current, days } = standing;
  if (current === undefined) return unknownWords(standing);
  if (current >= target) return 'reached';
  if (days === 0) return 'missed';
  if (odds === undefined) return noOdds ?? 'no odds yet: they need 28 known days';
  return `${Math.round(odds.chance * 100)} %`;
}

function tenth(value: number): string {
  return formatDelta(Math.round(value * 10) / 10);
}

function sentences(username: string, goal: Goal, standing: Standing): readonly string[] {
  const { odds, current, days } = standing;
  const first = `@${username}: ${aimWords(goal)} by ${formatFullDay(goal.byDay)}: ${oddsWords(standing, goal)}.`;
  if (current === undefined || current >= goal.target || days === 0) return [first];
  const missing = `Now ${formatNumber(current)}${countedWords(goal)}, ${formatNumber(goal.target - current)} missing`;
  if (odds === undefined) return [first, `${missing}.`];
  return [
    first,
    `${missing}: ${tenth(odds.neededPace)} a day are needed, ${tenth(odds.pace)} a day came lately. 80 of 100 futures like that end between ${formatNumber(odds.low)} and ${formatNumber(odds.high)}.`,
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
  const { account, ...order } = readGoal(ask, instagramToday(deps.clock()));
  if ((await deps.store.listGoals(ask.owner.id)).length >= MOST_GOALS) {
    throw new AppError('bad-request', `There are ${MOST_GOALS} goals already.`, {
      hint: 'Remove one first.',
      suggestions: ['goal list'],
    });
  }
  const goal = await deps.store.saveGoal({
    workspaceId: ask.owner.id,
    accountId: account.id,
    ...order,
    madeAt: deps.clock(),
  });
  const said = sentences(account.username, goal, await standingOf(deps, openAccess(deps, ask, account), goal));
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
  refuseMore(ask, ask.command.rest, 'goal list');
  const shown = readNamed(ask, ask.command.rest);
  const rows: string[][] = [];
  for (const goal of await deps.store.listGoals(ask.owner.id)) {
    const account = ask.accounts.find(({ id }) => id === goal.accountId);
    if (account === undefined || (shown.length > 0 && !shown.includes(account))) continue;
    const standing = await standingOf(deps, openAccess(deps, ask, account), goal);
    const { current } = standing;
    rows.push([
      String(goal.id),
      `@${account.username}`,
      `${aimWords(goal)} by ${formatFullDay(goal.byDay)}`,
      current === undefined ? '–' : `${formatNumber(current)}${countedWords(goal)}`,
      oddsWords(standing, goal),
    ]);
  }
  const summary =
    rows.length === 0
      ? `No goals yet. Set one: /ig ${goalExamples(instagramToday(deps.clock()))[0]}`
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
    summary: 'A number to reach by a date, and the odds',
    options: [
      { name: 'more', summary: 'followers 10000 by YYYY-MM-DD, views 100000 by …, list, remove 1', required: true },
      { name: 'account', summary: 'Which account', required: false },
    ],
    audience: 'channel',
    admin: false,
    examples: ['goal followers 10000 by @date @account', 'goal views 100000 by @date', 'goal list'],
  },
  answer(deps, ask) {
    const { rest, when } = ask.command;
    if (rest.includes('remove')) return removeGoal(deps, ask);
    if (rest.includes('list') || (rest.length === 0 && when === undefined)) return listGoals(deps, ask);
    return setGoal(deps, ask);
  },
};
