/** `/ig compare reach @a @b week`: one number of several accounts side by side; public counts of others. */
import { z } from 'zod';
import type { Account } from '../accounts.ts';
import { AppError, isAppError } from '../errors.ts';
import { findMetric, metricNames, servingMetric } from '../instagram/catalogue.ts';
import { findMediaMetric } from '../instagram/media/catalogue.ts';
import { parseCommandText } from '../parse.ts';
import { closest, nameKey } from '../words.ts';
import { compareReport, type Compared } from './compare-words.ts';
import type { Answer, Ask, Deps, Feature } from './feature.ts';
import { answerMetric } from './metric-report.ts';
import { openAccess } from './pick-account.ts';
import { nearAccounts } from './named-accounts.ts';
import { correctedAll } from './typed.ts';

const MOST_ACCOUNTS = 10;
const number = z.number().nullable();
const STATES = ['unavailable', 'withdrawn', 'too few', 'provisional', 'estimated', 'final'] as const;
/** The part of a metric's object for scripts that is compared. */
const NUMBERS = z.object({
  period: z.object({ from: z.string(), to: z.string() }).nullable(),
  value: number,
  previous: number,
  delta: number,
  ratio: number,
  unit: z.string(),
  state: z.string(),
  comparable: z.boolean().default(true),
  notes: z.array(z.string()).default([]),
  readAt: z.string().nullable().default(null),
  series: z.array(z.object({ day: z.string(), value: number, state: z.enum(STATES) })).default([]),
});

/** Names of counts that anybody may see, with what they are called where the account is connected. */
const PUBLIC: ReadonlyMap<string, { readonly metric: string; readonly field: 'followers' | 'posts' }> = new Map([
  ['followers', { metric: 'followers', field: 'followers' }],
  ['followers_count', { metric: 'followers', field: 'followers' }],
  ['posts', { metric: 'media_count', field: 'posts' }],
  ['media_count', { metric: 'media_count', field: 'posts' }],
]);

interface Wish {
  readonly metric: string;
  readonly names: readonly string[];
}

function metricOf(words: readonly string[]): { readonly name: string; readonly rest: readonly string[] } {
  const publicAt = words.findIndex((word) => PUBLIC.has(word));
  if (publicAt !== -1) {
    return { name: PUBLIC.get(words[publicAt] ?? '')?.metric ?? '', rest: words.toSpliced(publicAt, 1) };
  }
  const { what, rest } = parseCommandText(words.join(' '), new Set());
  if (what !== undefined) return { name: what, rest };
  const near = closest(words.join('_'), metricNames());
  const example = 'compare reach @one @other week';
  throw new AppError('unknown-words', words.length === 0 ? 'Say what to compare.' : 'I do not know that metric.', {
    hint: near.length > 0 ? 'Did you mean:' : `For example /ig ${example}.`,
    suggestions: near.length > 0 ? near.map((name) => `compare ${name}`) : ['compare reach week'],
  });
}

/** Which number of whom: accounts by `@name`, or by a connected one's plain name; all connected ones when none is named. */
function readWish(ask: Ask): Wish {
  const { name: metric, rest } = metricOf(ask.command.rest);
  const known = new Set(ask.accounts.map(({ username }) => username));
  const strange = rest.filter((word) => !known.has(word));
  if (strange.length > 0) {
    const rights = new Map(strange.map((word) => [word, nameKey(word) === '' ? undefined : `@${word}`]));
    throw new AppError('unknown-words', `I do not know “${strange[0] ?? ''}” here.`, {
      hint: 'Accounts are written with an @.',
      suggestions: [correctedAll(ask, rights)],
    });
  }
  const named = [...new Set([...ask.command.accounts, ...rest])];
  const names = named.length > 0 ? named : [...known];
  if (names.length < 2) {
    const [one] = names;
    const others = ask.accounts.filter(({ username }) => username !== one).slice(0, 3);
    const alone = ask.accounts.map(({ username }) => `${metric} @${username}`);
    throw new AppError('bad-request', 'Name at least two accounts to compare.', {
      hint: 'Of accounts that are not connected, followers and posts can be compared.',
      suggestions:
        one === undefined || others.length === 0
          ? alone
          : others.map(({ username }) => `compare ${metric} @${one} @${username}`),
    });
  }
  if (names.length > MOST_ACCOUNTS) {
    throw new AppError('bad-request', `At most ${MOST_ACCOUNTS} accounts are compared at once.`, {
      suggestions: [
        `compare ${metric} ${names
          .slice(0, MOST_ACCOUNTS)
          .map((name) => `@${name}`)
          .join(' ')}`,
      ],
    });
  }
  return { metric, names };
}

function requireNumber(name: string): void {
  const asked = findMetric(name);
  const metric = asked === undefined ? undefined : servingMetric(asked);
  if (metric?.shape === 'number' || metric === undefined) return;
  throw new AppError('bad-request', `${metric.label} has many values, so it cannot be compared in one number.`, {
    hint: 'Compare a metric that is a single number.',
    suggestions: ['compare reach week', 'compare followers week'],
  });
}

function withoutNumber(username: string, reason: string): Compared {
  return {
    username,
    value: null,
    previous: null,
    delta: null,
    ratio: null,
    state: 'unavailable',
    reason,
    source: 'own',
    points: [],
    notes: [],
    readAt: null,
  };
}

function wordsOf(error: unknown): string {
  if (!isAppError(error)) throw error;
  return [error.message, ...(error.hint === undefined ? [] : [error.hint])].join(' ');
}

interface Outcome {
  readonly row: Compared;
  readonly unit: string | undefined;
  readonly comparable?: boolean;
  readonly demo?: boolean;
  readonly days: { readonly from: string; readonly to: string } | undefined;
}

async function ofOwn(deps: Deps, ask: Ask, account: Account, metric: string): Promise<Outcome> {
  const { username } = account;
  try {
    const command = { ...ask.command, what: metric, accounts: [username], rest: [] };
    const { data } = await answerMetric(deps, { ...ask, command });
    const { period, series, unit, comparable, ...numbers } = NUMBERS.parse(data);
    // Totals hardly move beside their own size: their courses would be flat lines far apart.
    const points = findMetric(metric)?.rollup === 'latest' ? [] : series;
    const reason = numbers.value === null ? 'Instagram gave no number for this period.' : undefined;
    const readAt = account.origin === 'import' ? null : numbers.readAt;
    const row: Compared = { username, ...numbers, reason, source: 'own', points, readAt };
    return { row, unit, comparable, demo: account.origin === 'demo', days: period ?? undefined };
  } catch (error) {
    return { row: withoutNumber(username, wordsOf(error)), unit: undefined, days: undefined };
  }
}

async function ofOther(deps: Deps, ask: Ask, username: string, metric: string): Promise<Outcome> {
  const nothing = (reason: string): Outcome => ({
    row: withoutNumber(username, reason),
    unit: undefined,
    days: undefined,
  });
  const field = PUBLIC.get(metric)?.field;
  if (field === undefined) {
    const [near] = nearAccounts(ask, username);
    const meant = near === undefined ? '' : ` (did you mean @${near}?)`;
    return nothing(`Not connected here${meant}; of other accounts Instagram tells followers and posts only.`);
  }
  const access = ask.accounts
    .map((account) => openAccess(deps, ask, account))
    .find(({ graph }) => graph?.login === 'facebook');
  if (access?.graph === undefined) {
    return nothing('Public counts of others need an account that is connected through Facebook Login.');
  }
  try {
    const value = (await deps.graph.readPublicProfile(access.graph, username))[field] ?? null;
    const reason = value === null ? 'Instagram did not tell it.' : undefined;
    const state = value === null ? 'unavailable' : 'final';
    const row: Compared = {
      username,
      value,
      previous: null,
      delta: null,
      ratio: null,
      state,
      reason,
      source: 'public',
      points: [],
      notes: [],
      readAt: value === null ? null : new Date(deps.clock()).toISOString(),
    };
    return { row, unit: field, demo: access.account.origin === 'demo', days: undefined };
  } catch (error) {
    return nothing(
      isAppError(error) && error.code === 'not-found'
        ? 'Instagram shows no professional account of that name.'
        : wordsOf(error),
    );
  }
}

async function answer(deps: Deps, ask: Ask): Promise<Answer> {
  const { metric, names } = readWish(ask);
  requireNumber(metric);
  const outcomes = await Promise.all(
    names.map((name) => {
      const account =
        ask.accounts.find(({ username }) => username === name) ??
        ask.accounts.find(({ username }) => nameKey(username) === nameKey(name));
      return account === undefined ? ofOther(deps, ask, name, metric) : ofOwn(deps, ask, account, metric);
    }),
  );
  const rows = outcomes.map(({ row }) => row);
  const days = outcomes.find((outcome) => outcome.days !== undefined)?.days;
  const unit = outcomes.find((outcome) => outcome.unit !== undefined)?.unit ?? '';
  if (rows.every(({ value }) => value === null)) {
    throw new AppError('bad-request', `None of these accounts has a number: ${rows[0]?.reason ?? ''}`, {
      suggestions: ['compare followers', 'accounts'],
    });
  }
  const ofAccount = findMetric(metric);
  const ofMedia = ofAccount === undefined ? findMediaMetric(metric) : undefined;
  return compareReport(ask, {
    metric,
    label: ofAccount?.label ?? ofMedia?.label ?? metric,
    unit,
    format: ofMedia?.format ?? 'count',
    comparable: outcomes.every((outcome) => outcome.comparable !== false),
    demo: outcomes.some((outcome) => outcome.demo === true),
    rows,
    days,
  });
}

export const compareFeature: Feature = {
  spec: {
    name: 'compare',
    summary: 'Several accounts side by side; followers and posts of others',
    options: [
      { name: 'metric', summary: 'Name of the metric', required: true },
      { name: 'accounts', summary: 'Accounts, each with its @', required: false },
      { name: 'when', summary: 'day, week, 28d, last month, 2026-W45, A..B', required: false },
    ],
    audience: 'channel',
    admin: false,
    examples: ['compare reach week', 'compare followers @account @instagram'],
  },
  answer,
};
