/** The front of core without what is behind it: fixed answers, with everything that was asked on record. */
import type { Caller, CommandCall, CommandSpec, RenderedAnswer, Suggestion } from '../../core/commands.ts';
import type { ImportWish } from '../../core/imports/import-wish.ts';
import type { Door } from '../../core/ports.ts';
import type { RenderedReport, Theme } from '../../core/reports/report.ts';
import type { Secret } from '../../core/secret.ts';
import {
  accountsReport,
  answerOf,
  connectReport,
  digestsReport,
  helpReport,
  metricAnswer,
  plainReport,
  unknownReport,
  type MetricName,
  type PeriodKey,
} from './reports.ts';

export interface FakeDoor extends Door {
  /** What the platform told of by itself: `opened slack T1 C1`, `lost slack T1: why`, `seen slack T1`. */
  readonly told: readonly string[];
  readonly calls: readonly CommandCall[];
  /** Tokens from the private form, in the clear. */
  readonly tokens: readonly string[];
  /** Answers this text with the report from now on; with an Error, by rejecting. */
  put(text: string, report: RenderedReport | Error): void;
  /** What was to be imported. */
  readonly wishes: readonly ImportWish[];
  /** From now on answers wait for `release`. */
  hold(): void;
  /** Texts whose answers wait. */
  waiting(): readonly string[];
  /** Lets the answer to this text go, or all and those to come. */
  release(text?: string): void;
}

const METRIC = /^(reach|views)(?: (day|week|28d))?(?: @([a-z.]+))?$/u;
const WORDS: readonly Suggestion[] = [
  { text: 'reach', summary: 'Accounts that saw any of your content at least once' },
  { text: 'reach week', summary: 'period' },
  { text: 'reach week @bluebird', summary: 'Bluebird Coffee' },
  { text: 'reach week @harbour.light', summary: 'Harbour Light' },
  { text: 'reach 28d', summary: 'period' },
  { text: 'reels_skip_rate', summary: 'Share of views that left within three seconds' },
  { text: 'views', summary: 'How often your reels, posts, stories and ads were shown' },
  { text: 'accounts', summary: 'Which Instagram accounts this workspace sees' },
  { text: 'connect', summary: 'Connect an Instagram account' },
];
const MENU: readonly CommandSpec[] = [
  {
    name: 'metric',
    summary: 'Any metric by its name, today’s or an older one',
    options: [
      { name: 'name', summary: 'Name of the metric', required: true },
      { name: 'when', summary: 'day, week, 28d, last month, 2026-W45, A..B', required: false },
      { name: 'account', summary: 'Which account', required: false },
    ],
    audience: 'channel',
    admin: false,
    examples: ['reach week @account', 'views 28d @account'],
  },
  {
    name: 'accounts',
    summary: 'Which Instagram accounts this workspace sees',
    options: [],
    audience: 'channel',
    admin: false,
    examples: ['accounts'],
  },
  {
    name: 'status',
    summary: 'Tokens, permissions and the last collection',
    options: [],
    audience: 'channel',
    admin: false,
    examples: ['status'],
  },
  {
    name: 'connect',
    summary: 'Connect an Instagram account',
    options: [],
    audience: 'caller',
    admin: true,
    examples: ['connect'],
  },
  {
    name: 'help',
    summary: 'Examples that work here',
    options: [{ name: 'name', summary: 'A metric or command', required: false }],
    audience: 'caller',
    admin: false,
    examples: ['help'],
  },
];

function answerText(text: string, themes: readonly Theme[]): Promise<RenderedAnswer> | RenderedAnswer {
  const [, metric, when = 'week', account = 'bluebird'] = METRIC.exec(text) ?? [];
  if (metric !== undefined) return metricAnswer(metric as MetricName, when as PeriodKey, account, themes);
  if (text === 'accounts') return answerOf(accountsReport());
  if (text === 'digest list') return answerOf(digestsReport());
  if (text === 'alerts list') return answerOf(plainReport('Alerts'));
  if (text === 'status') return answerOf(plainReport('Status'));
  if (text === 'help' || text === '') return answerOf(helpReport(), 'answered', 'caller');
  if (text === 'connect') return answerOf(connectReport(), 'answered', 'caller');
  return answerOf(unknownReport(text), 'unknown', 'caller');
}

/** Knows `reach|views [day|week|28d] [@bluebird]`, `accounts`, `status`, `help`, `connect`; nothing else. */
export function createFakeDoor(): FakeDoor {
  const calls: CommandCall[] = [];
  const tokens: string[] = [];
  const wishes: ImportWish[] = [];
  const planted = new Map<string, RenderedReport | Error>();
  const told: string[] = [];
  let held: { readonly text: string; readonly go: () => void }[] | undefined;

  async function pass(text: string): Promise<void> {
    if (held === undefined) return;
    await new Promise<void>((go) => held?.push({ text, go }));
  }

  function tell(line: string): Promise<void> {
    told.push(line);
    return Promise.resolve();
  }

  return {
    menu: MENU,
    calls,
    tokens,
    wishes,
    put(text, report) {
      planted.set(text, report);
    },
    hold() {
      held ??= [];
    },
    waiting: () => held?.map(({ text }) => text) ?? [],
    release(text) {
      const going = (held ?? []).filter((one) => text === undefined || one.text === text);
      held = text === undefined ? undefined : held?.filter((one) => !going.includes(one));
      for (const { go } of going) go();
    },
    async answer(call, themes) {
      calls.push(call);
      await pass(call.text);
      const report = planted.get(call.text);
      if (report instanceof Error) throw report;
      return report === undefined ? answerText(call.text, themes) : answerOf(report);
    },
    connect(_caller: Caller, token: Secret) {
      tokens.push(token.reveal());
      const text = 'Connected @harbour.light. The token does not expire.';
      return Promise.resolve(
        answerOf(plainReport('Connected', { blocks: [{ kind: 'text', text }] }), 'answered', 'caller'),
      );
    },
    importFiles(_caller: Caller, wish: ImportWish) {
      wishes.push(wish);
      return Promise.resolve(answerOf(plainReport(`Imported for @${wish.username}`), 'answered', 'caller'));
    },
    told,
    places: {
      opened: ({ platform, workspaceRemoteId, channelId }) =>
        tell(['opened', platform, workspaceRemoteId, ...(channelId === undefined ? [] : [channelId])].join(' ')),
      seen: (platform, ids) => tell(['seen', platform, ...ids].join(' ')),
      lost: ({ platform, workspaceRemoteId }, because) => tell(`lost ${platform} ${workspaceRemoteId}: ${because}`),
    },
    complete: ({ text }) => Promise.resolve(WORDS.filter((word) => word.text.startsWith(text.trimStart()))),
  };
}
