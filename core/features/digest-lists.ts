/** `digest list` and `digest history`: what is ordered and what became of each week. */
import { postKeyOf } from '../digests/make.ts';
import type { Run, Subscription } from '../digests/subscription.ts';
import { postsAt, scheduleWithNext } from '../digests/turns.ts';
import type { Post } from '../deliveries/post.ts';
import { formatInstant, formatQuantity } from '../reports/format.ts';
import type { ReportAction } from '../reports/report.ts';
import { exampleOrder, orderText, zoneOf } from './digest-example.ts';
import { accountNames, findOne, listOwn } from './digest-find.ts';
import { optionWords } from './digest-options.ts';
import type { Answer, Ask, Deps } from './feature.ts';

const MOST_WEEKS = 20;

function stateWords(subscription: Subscription): string {
  if (subscription.pausedAt !== undefined) return 'paused';
  return subscription.failing === undefined ? 'runs' : `fails: ${subscription.failing}`;
}

/** What can be done with one digest; changes only for those who may. */
function rowActions(one: Subscription, ask: Ask, row: number): readonly ReportAction[] {
  const { id, pausedAt } = one;
  const paused = pausedAt !== undefined;
  const own = { row, group: 'metric' } as const;
  const change = { row, group: 'fix' } as const;
  const reading: readonly ReportAction[] = [{ ...own, label: 'History', command: `digest history ${id}` }];
  if (!ask.caller.admin) return reading;
  return [
    ...reading,
    paused
      ? { ...change, label: 'Resume', command: `digest resume ${id}` }
      : { ...change, label: 'Pause', command: `digest pause ${id}` },
    { ...change, label: 'Change', command: orderText(one, ask), form: 'digest' },
    { ...change, label: 'Remove', command: `digest remove ${id}` },
  ];
}

function previewOf(one: Subscription, ask: Ask, row: number): ReportAction {
  const names = ask.accounts.filter(({ id }) => one.accounts.includes(id)).map(({ username }) => `@${username}`);
  return { label: 'Preview', command: ['digest preview', ...names].join(' '), group: 'metric', row };
}

function noDigests(deps: Deps, ask: Ask): Answer {
  const text = 'No digest is scheduled here yet.';
  return {
    status: 'answered',
    report: {
      title: 'Digests',
      summary: text,
      blocks: [{ kind: 'text', text: `${text} Order one: /ig ${exampleOrder(deps, ask)}` }],
      footer: 'A digest is one message a week about one or several accounts.',
      actions: [{ label: 'Preview', command: 'digest preview', group: 'metric' }, ...orderAction(deps, ask)],
    },
  };
}

/** The form of a new digest; where there is none, the command to be finished by hand. */
function orderAction(deps: Deps, ask: Ask): readonly ReportAction[] {
  if (!ask.caller.admin) return [];
  const command = `digest schedule monday 09:00 ${zoneOf(deps, ask)}`;
  return [{ label: 'Order a digest', command, group: 'metric', form: 'digest' }];
}

export async function listDigests(deps: Deps, ask: Ask): Promise<Answer> {
  const all = await listOwn(deps, ask);
  if (all.length === 0) return noDigests(deps, ask);
  const rows = all.map((one) => [
    String(one.id),
    scheduleWithNext(one, one.nextAt),
    one.channelName,
    accountNames(ask, one),
    optionWords(one.options).join('; ') || 'all parts',
    one.ownerName ?? one.ownerId,
    stateWords(one),
  ]);
  const said = all.map((one) => `${one.id}: ${scheduleWithNext(one, one.nextAt)}`).join('; ');
  return {
    status: 'answered',
    report: {
      title: 'Digests',
      summary: `${formatQuantity(all.length, 'digests')}: ${said}.`,
      blocks: [
        {
          kind: 'table',
          caption: 'Weekly digests',
          columns: ['Number', 'When', 'Where', 'Accounts', 'Parts', 'Ordered by', 'State'],
          rows,
        },
      ],
      footer:
        'Change one: /ig digest pause, resume or remove and its number, or /ig digest schedule … replace and its number.',
      actions: [
        ...orderAction(deps, ask),
        ...all.flatMap((one, row) => [previewOf(one, ask, row), ...rowActions(one, ask, row)]),
      ],
    },
  };
}

function postWords(post: Post | undefined, zone: string): string {
  if (post === undefined) return 'made';
  const because = post.because === undefined ? '' : `: ${post.because}`;
  switch (post.state) {
    case 'sent':
      return `posted ${formatInstant(post.sentAt ?? 0, zone)}${post.via === 'read back' ? ' (found by looking)' : ''}`;
    case 'pending':
      return `waits until ${formatInstant(post.nextAt, zone)}${because}`;
    case 'sending':
      return 'is being posted';
    case 'unknown':
      return `not known whether it arrived; looked for again ${formatInstant(post.nextAt, zone)}`;
    case 'held':
      return `held${because}`;
    case 'dead':
      return `not posted${because}`;
  }
}

function runWords(run: Run, post: Post | undefined, one: Subscription, now: number): string {
  const { zone } = one;
  if (run.state === 'built') return postWords(post, zone);
  const at = postsAt(one, { at: run.scheduledFor, week: run.week });
  if (run.state === 'due')
    return at > now ? `waits until the week is final, ${formatInstant(at, zone)}` : 'is being made';
  return [run.state, run.because].filter((part) => part !== '').join(': ');
}

export async function digestHistory(deps: Deps, ask: Ask, number: number | undefined): Promise<Answer> {
  const subscription = await findOne(deps, ask, 'history', number);
  const runs = await deps.store.listRuns(subscription.id, MOST_WEEKS);
  const posts = new Map((await deps.store.findPosts(runs.map(postKeyOf))).map((post) => [post.key, post]));
  const { zone } = subscription;
  const rows = runs.map((run) => [
    run.week,
    formatInstant(run.scheduledFor, zone),
    runWords(run, posts.get(postKeyOf(run)), subscription, deps.clock()),
  ]);
  const [newest] = rows;
  const summary =
    newest === undefined
      ? `Digest ${subscription.id} has not been due yet; ${scheduleWithNext(subscription, subscription.nextAt)}.`
      : `Digest ${subscription.id}, ${newest[0] ?? ''}: ${(newest[2] ?? '').replace(/\.$/u, '')}.`;
  return {
    status: 'answered',
    report: {
      title: `History of digest ${subscription.id}`,
      subtitle: scheduleWithNext(subscription, subscription.nextAt),
      summary,
      blocks:
        rows.length === 0
          ? [{ kind: 'text', text: summary }]
          : [{ kind: 'table', caption: 'Weeks, newest first', columns: ['Week', 'Due', 'What happened'], rows }],
      footer: `${subscription.channelName} · ${accountNames(ask, subscription)}`,
      actions: runs
        .filter(({ state }) => state === 'built')
        .slice(0, 3)
        .map(({ week }) => ({
          label: week,
          command: `digest show ${week} ${subscription.id}`,
          group: 'period' as const,
        })),
    },
  };
}
