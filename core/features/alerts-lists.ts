/** `alerts list`, `alerts history` and `alerts stats`. */
import type { Account } from '../accounts.ts';
import { SENSITIVITIES, type AlertPlace, type Finding } from '../alerts/alert.ts';
import { valueWords } from '../alerts/words.ts';
import type { Post } from '../deliveries/post.ts';
import { formatDay, formatInstant, formatQuantity } from '../reports/format.ts';
import type { Report, ReportAction } from '../reports/report.ts';
import { choiceOf, findPlace, thresholdWords } from './alerts-change.ts';
import { readNamed } from './named-accounts.ts';
import type { Answer, Ask, Deps } from './feature.ts';

const DAY = 86_400_000;
const SHOWN_FOR = 90 * DAY;
const MOST_ROWS = 20;

const EXAMPLE: ReportAction = { label: 'Show an example', command: 'alerts test', group: 'metric' };

function answer(report: Omit<Report, 'footer'>, footer = 'Reachboard'): Answer {
  return { status: 'answered', report: { ...report, footer } };
}

function neverOn(): Answer {
  const text = 'Alerts are not on here. /ig alerts on in a channel turns them on.';
  return answer({
    title: 'Alerts',
    summary: text,
    blocks: [{ kind: 'text', text }],
    actions: [{ label: 'Turn on here', command: 'alerts on', group: 'fix' }, EXAMPLE],
  });
}

function placeWords(place: AlertPlace): string {
  const quiet = place.quiet === undefined ? '' : `; quiet ${place.quiet.from} to ${place.quiet.to} ${place.zone}`;
  const mention = place.mention === undefined ? '' : `; major ones mention @${place.mention.name}`;
  return place.offAt === undefined
    ? `Alerts come to ${place.channelName}; sensitivity ${place.sensitivity}${quiet}${mention}.`
    : `Alerts are off since ${formatInstant(place.offAt, place.zone)}.`;
}

function failingNotice({ failing, channelName, offAt }: AlertPlace): Report['blocks'] {
  if (failing === undefined || offAt !== undefined) return [];
  const text = `They do not arrive: ${channelName} took none last time. ${failing} Then say /ig alerts on there, or in another channel.`;
  return [{ kind: 'notice', tone: 'warning', text }];
}

/** What `status` says of alerts that do not arrive: rows of two cells. */
export async function alertRows(deps: Deps, ask: Ask): Promise<readonly (readonly [string, string])[]> {
  const place = await findPlace(deps, ask);
  if (place?.failing === undefined || place.offAt !== undefined) return [];
  return [['Alerts fail', `${place.channelName}: ${place.failing}`]];
}

export async function listAlerts(deps: Deps, ask: Ask): Promise<Answer> {
  const place = await findPlace(deps, ask);
  if (place === undefined) return neverOn();
  const now = deps.clock();
  const [choices, findings] = await Promise.all([
    deps.store.listAlertChoices(place.id),
    deps.store.listFindings(place.id, now - SHOWN_FOR),
  ]);
  const isOn = place.offAt === undefined;
  const rows = ask.accounts.map((account) => {
    const { offAt, mutedUntil, steps } = choiceOf(choices, place, account);
    const muted = mutedUntil !== undefined && mutedUntil > now;
    const last = findings.findLast(({ accountId, kind }) => accountId === account.id && kind === 'call');
    return [
      `@${account.username}`,
      !isOn || offAt !== undefined ? 'off' : muted ? `muted until ${formatInstant(mutedUntil, place.zone)}` : 'on',
      thresholdWords(place, ask.accounts.length, steps),
      last === undefined ? 'none in 90 days' : formatDay(last.day),
    ];
  });
  const summary = placeWords(place);
  const rowActions = ask.accounts.flatMap(({ username }, row): readonly ReportAction[] => {
    const state = rows[row]?.[1] ?? '';
    const own = { row, group: 'fix' } as const;
    return [
      state === 'off'
        ? { ...own, label: 'Turn on', command: `alerts on @${username}` }
        : { ...own, label: 'Turn off', command: `alerts off @${username}` },
      state.startsWith('muted')
        ? { ...own, label: 'Unmute', command: `alerts unmute @${username}` }
        : { ...own, label: 'Mute 7 days', command: `alerts mute 7d @${username}` },
    ];
  });
  const sensitivities = SENSITIVITIES.map((one): ReportAction => ({
    label: `Sensitivity ${one}`,
    command: `alerts sensitivity ${one}`,
    group: 'account',
    active: one === place.sensitivity,
  }));
  return answer({
    title: 'Alerts',
    summary,
    blocks: [
      { kind: 'text', text: summary },
      ...failingNotice(place),
      { kind: 'table', caption: 'Accounts', columns: ['Account', 'State', 'Told when rarer than', 'Last alert'], rows },
    ],
    actions: [
      { label: 'History', command: 'alerts history', group: 'metric' },
      { label: 'Statistics', command: 'alerts stats', group: 'metric' },
      EXAMPLE,
      isOn
        ? { label: 'Turn off', command: 'alerts off', group: 'fix' }
        : { label: 'Turn on', command: 'alerts on', group: 'fix' },
      ...(ask.caller.admin && isOn ? [...sensitivities, ...rowActions] : []),
    ],
  });
}

function deliveryWords({ postKey }: Finding, posts: ReadonlyMap<string, Post>, zone: string): string {
  if (postKey === undefined) return 'muted';
  const post = posts.get(postKey);
  if (post === undefined) return 'not known';
  switch (post.state) {
    case 'sent':
      return `posted ${formatInstant(post.sentAt ?? 0, zone)}`;
    case 'pending':
      return `waits until ${formatInstant(post.nextAt, zone)}`;
    case 'sending':
    case 'unknown':
      return 'is being posted';
    case 'held':
    case 'dead':
      return `not posted: ${post.because ?? 'the platform refused it'}`;
  }
}

function whatWords({ facts, series, kind }: Finding): string {
  const newest = facts.judgements.at(-1);
  const what = newest === undefined ? (facts.text ?? '') : valueWords(newest, series);
  return `${kind}: ${what}`;
}

function usefulWords({ useful }: Finding): string {
  return useful === undefined ? '' : useful ? 'useful' : 'not useful';
}

export async function alertHistory(deps: Deps, ask: Ask, rest: readonly string[]): Promise<Answer> {
  const place = await findPlace(deps, ask);
  if (place === undefined) return neverOn();
  const named = readNamed(ask, rest);
  const shown: readonly Account[] = named.length === 0 ? ask.accounts : named;
  const nameOf = new Map(shown.map(({ id, username }) => [id, `@${username}`]));
  const all = await deps.store.listFindings(place.id, deps.clock() - SHOWN_FOR);
  const newest = all
    .filter(({ accountId }) => nameOf.has(accountId))
    .toReversed()
    .slice(0, MOST_ROWS);
  const keys = newest.flatMap(({ postKey }) => postKey ?? []);
  const posts = new Map((await deps.store.findPosts([...new Set(keys)])).map((post) => [post.key, post]));
  const rows = newest.map((one) => [
    nameOf.get(one.accountId) ?? '',
    formatInstant(one.foundAt, place.zone),
    one.episode,
    whatWords(one),
    deliveryWords(one, posts, place.zone),
    usefulWords(one),
  ]);
  const summary =
    rows.length === 0
      ? 'No alerts in the last 90 days.'
      : `${formatQuantity(rows.length, 'alert messages')}, newest first; 90 days at most.`;
  return answer({
    title: 'History of alerts',
    summary,
    blocks:
      rows.length === 0
        ? [{ kind: 'text', text: summary }]
        : [
            {
              kind: 'table',
              caption: 'Newest first',
              columns: ['Account', 'Found', 'Began', 'What', 'Message', 'Opinion'],
              rows,
            },
          ],
    actions: [{ label: 'Alerts', command: 'alerts list', group: 'metric' }, EXAMPLE],
  });
}

export async function alertStats(deps: Deps, ask: Ask): Promise<Answer> {
  const place = await findPlace(deps, ask);
  if (place === undefined) return neverOn();
  const [all, choices] = await Promise.all([
    deps.store.listFindings(place.id, 0),
    deps.store.listAlertChoices(place.id),
  ]);
  const calls = all.filter(({ kind }) => kind === 'call');
  const rows = ask.accounts.map((account) => {
    const own = calls.filter(({ accountId }) => accountId === account.id);
    const corrected = all.filter(({ accountId, kind }) => accountId === account.id && kind === 'corrected');
    const { steps } = choiceOf(choices, place, account);
    return [
      `@${account.username}`,
      String(own.length),
      String(own.filter(({ useful }) => useful === true).length),
      String(own.filter(({ useful }) => useful === false).length),
      String(corrected.length),
      steps === 0
        ? thresholdWords(place, ask.accounts.length, 0)
        : `${thresholdWords(place, ask.accounts.length, steps)} (${steps} stricter)`,
    ];
  });
  const judged = calls.filter(({ useful }) => useful !== undefined);
  const good = judged.filter(({ useful }) => useful === true).length;
  const precision =
    judged.length === 0
      ? 'Nobody has judged one yet.'
      : `${good} of ${judged.length} judged ones were useful (${Math.round((100 * good) / judged.length)} %).`;
  const summary = `${calls.length} ${calls.length === 1 ? 'episode was' : 'episodes were'} told. ${precision}`;
  return answer({
    title: 'How good alerts are',
    summary,
    blocks: [
      { kind: 'text', text: summary },
      {
        kind: 'table',
        caption: 'By account',
        columns: ['Account', 'Episodes', 'Useful', 'Not useful', 'Corrected', 'Told when rarer than'],
        rows,
      },
    ],
    actions: [{ label: 'Alerts', command: 'alerts list', group: 'metric' }],
  });
}
