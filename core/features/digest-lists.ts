/** `digest list` and `digest history`: what is ordered and what became of each week. */
import { postKeyOf } from '../digests/make.ts';
import { scheduleWithNext, type Run, type Subscription } from '../digests/subscription.ts';
import type { Post } from '../deliveries/post.ts';
import { formatInstant } from '../reports/format.ts';
import { accountNames, findOne, listOwn } from './digest-find.ts';
import type { Answer, Ask, Deps } from './feature.ts';

const MOST_WEEKS = 20;

function stateWords(subscription: Subscription): string {
  if (subscription.pausedAt !== undefined) return 'paused';
  return subscription.failing === undefined ? 'runs' : `fails: ${subscription.failing}`;
}

export async function listDigests(deps: Deps, ask: Ask): Promise<Answer> {
  const all = await listOwn(deps, ask);
  const rows = all.map((one) => [
    String(one.id),
    scheduleWithNext(one, one.nextAt),
    one.channelName,
    accountNames(ask, one),
    stateWords(one),
  ]);
  const summary =
    all.length === 0
      ? 'No digest is scheduled here yet.'
      : `${all.length} ${all.length === 1 ? 'digest' : 'digests'}: ${rows.map(([id = '', when = '']) => `${id}: ${when}`).join('; ')}.`;
  return {
    status: 'answered',
    report: {
      title: 'Digests',
      summary,
      blocks:
        all.length === 0
          ? [
              {
                kind: 'text',
                text: `${summary} Order one: /ig digest schedule monday 09:00 Europe/Berlin #channel @account`,
              },
            ]
          : [
              {
                kind: 'table',
                caption: 'Weekly digests',
                columns: ['Number', 'When', 'Where', 'Accounts', 'State'],
                rows,
              },
            ],
      footer: 'Change one with /ig digest pause, resume or remove and its number.',
      actions: [
        { label: 'Preview', command: 'digest preview', group: 'metric' },
        ...all
          .slice(0, 4)
          .map(({ id }) => ({ label: `History of ${id}`, command: `digest history ${id}`, group: 'metric' as const })),
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

function runWords(run: Run, post: Post | undefined, zone: string): string {
  if (run.state === 'built') return postWords(post, zone);
  if (run.state === 'due') return 'is being made';
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
    runWords(run, posts.get(postKeyOf(run)), zone),
  ]);
  const [newest] = rows;
  const summary =
    newest === undefined
      ? `Digest ${subscription.id} has not been due yet; ${scheduleWithNext(subscription, subscription.nextAt)}.`
      : `Digest ${subscription.id}, ${newest[0] ?? ''}: ${newest[2] ?? ''}.`;
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
