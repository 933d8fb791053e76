/** `/ig profile`: the account's card and what changed since the last reading; `/ig biography` and the other single fields. */
import { PROFILE_FIELDS, type Account, type Profile } from '../accounts.ts';
import { AppError } from '../errors.ts';
import type { Metric } from '../instagram/metric.ts';
import { bringProfileUpToDate, type KnownProfile } from '../insights/profiles.ts';
import { formatAge, formatDelta, formatInstant, formatNumber } from '../reports/format.ts';
import type { Report, ReportAction, ReportLink, Stat } from '../reports/report.ts';
import type { Access, Answer, Ask, Deps, Feature } from './feature.ts';
import { openAccess, pickAccount } from './pick-account.ts';
import { settleProblems } from './problems.ts';

type ProfileField = (typeof PROFILE_FIELDS)[number];

const LABELS: Readonly<Record<ProfileField, string>> = {
  biography: 'Biography',
  id: 'Account id',
  ig_id: 'Instagram id',
  followers_count: 'Followers',
  follows_count: 'Following',
  media_count: 'Posts',
  profile_picture_url: 'Profile picture',
  username: 'Username',
  website: 'Website',
};

/** One field that is not what it was at the reading before. Absent stands for a field Instagram left out. */
interface FieldChange {
  readonly field: ProfileField;
  readonly from: string | number | null;
  readonly to: string | number | null;
}

/** The signed address of the picture changes by itself: it says nothing about the account. */
function listChanges(known: KnownProfile): readonly FieldChange[] {
  const { profile, before } = known;
  if (before === undefined) return [];
  return PROFILE_FIELDS.filter(
    (field) => field !== 'profile_picture_url' && profile[field] !== before.profile[field],
  ).map((field) => ({
    field,
    from: before.profile[field] ?? null,
    to: profile[field] ?? null,
  }));
}

function words(value: string | number | null): string {
  return value === null ? 'nothing' : typeof value === 'number' ? formatNumber(value) : `“${value}”`;
}

function changeWords({ field, from, to }: FieldChange): string {
  if (typeof from === 'number' && typeof to === 'number')
    return `${LABELS[field]}: ${formatDelta(to - from)} (now ${formatNumber(to)})`;
  return `${LABELS[field]}: from ${words(from)} to ${words(to)}`;
}

function changesText(known: KnownProfile): string {
  if (known.before === undefined) return 'This is the first reading; changes are shown from the next one on.';
  const changes = listChanges(known);
  const since = formatInstant(known.before.readAt);
  return changes.length === 0
    ? `Nothing has changed since ${since}.`
    : `Changed since ${since}: ${changes.map(changeWords).join('; ')}.`;
}

function counts(profile: Profile): readonly Stat[] {
  return (['followers_count', 'follows_count', 'media_count'] as const).map((field) => ({
    label: LABELS[field],
    value: profile[field] === undefined ? 'not known' : formatNumber(profile[field]),
  }));
}

/** Only addresses that a browser may open become links; the rest is shown as text. */
function links(profile: Profile): readonly ReportLink[] {
  const picture = profile.profile_picture_url;
  return picture !== undefined && URL.canParse(picture) && new URL(picture).protocol === 'https:'
    ? [{ label: 'Profile picture', url: picture }]
    : [];
}

function actions(account: Account): readonly ReportAction[] {
  return [
    { label: 'Followers', command: `followers week @${account.username}`, group: 'metric' },
    { label: 'Reach', command: `reach week @${account.username}`, group: 'metric' },
  ];
}

function footer(account: Account, readAt: number, now: number): string {
  return `${account.origin === 'demo' ? 'Demo data · ' : ''}read ${formatInstant(readAt)} (${formatAge(readAt, now)})`;
}

function scriptFields(profile: Profile): Record<string, unknown> {
  return Object.fromEntries(PROFILE_FIELDS.map((field) => [field, profile[field] ?? null]));
}

async function readKnown(
  deps: Deps,
  ask: Ask,
  access: Access,
): Promise<{ readonly known: KnownProfile; readonly notes: readonly string[] }> {
  const { known, problems } = await bringProfileUpToDate(deps, access.account, access.graph);
  const notes = await settleProblems(deps, ask, access, problems, {
    known: known !== undefined,
    readAt: known?.readAt,
  });
  if (known === undefined) {
    throw new AppError('bad-request', `Nothing is known about the profile of @${access.account.username}.`, {
      hint: 'It has imported numbers only; connect the account with /ig connect to read its profile.',
      suggestions: ['connect'],
    });
  }
  return { known, notes };
}

export const profileFeature: Feature = {
  spec: {
    name: 'profile',
    summary: 'The account’s card and what changed since the last reading',
    options: [{ name: 'account', summary: 'Which account', required: false }],
    audience: 'channel',
    admin: false,
    examples: ['profile', 'profile @account'],
  },
  async answer(deps, ask) {
    const access = openAccess(deps, ask, pickAccount(ask));
    const { account } = access;
    const { known, notes } = await readKnown(deps, ask, access);
    const { profile } = known;
    const rows = (['biography', 'website', 'id', 'ig_id'] as const).map((field) => [
      LABELS[field],
      profile[field] ?? '–',
    ]);
    const name = profile.name === undefined || profile.name === '' ? '' : `${profile.name} · `;
    const report: Report = {
      title: `${name}@${account.username}`,
      summary: `@${account.username}: ${formatNumber(profile.followers_count ?? 0)} followers, ${formatNumber(profile.media_count ?? 0)} posts. ${changesText(known)}`,
      blocks: [
        { kind: 'stats', stats: counts(profile) },
        { kind: 'table', caption: 'Profile', columns: ['Field', 'Now'], rows },
        { kind: 'text', text: changesText(known) },
        ...(links(profile).length > 0 ? [{ kind: 'links' as const, links: links(profile) }] : []),
        ...notes.map((text) => ({ kind: 'notice' as const, tone: 'warning' as const, text })),
      ],
      footer: footer(account, known.readAt, deps.clock()),
      actions: actions(account),
    };
    return { status: 'answered', report, data: { ...scriptFields(profile), changes: listChanges(known) } };
  },
};

/** One field by its API name: its value now, when it was read, and what it was before. */
export async function profileFieldAnswer(deps: Deps, ask: Ask, access: Access, metric: Metric): Promise<Answer> {
  const source = metric.sources[0];
  const field = PROFILE_FIELDS.find((name) => source?.kind === 'field' && source.field === name);
  if (field === undefined) throw new AppError('bad-request', `${metric.label} is not a field of the profile.`);
  const { account } = access;
  const { known, notes } = await readKnown(deps, ask, access);
  const value = known.profile[field] ?? null;
  const change = listChanges(known).find((row) => row.field === field);
  const login = access.connection?.login;
  const missing =
    login !== undefined && !(source?.logins ?? []).includes(login)
      ? `${metric.label} (${field}) is offered with Facebook Login only; this account is connected with Instagram Login.`
      : 'Instagram gives no value: the field is empty.';
  const shown = value === null ? missing : typeof value === 'number' ? formatNumber(value) : value;
  const before = change === undefined ? [] : [`Before: ${words(change.from)}.`];
  const report: Report = {
    title: `${metric.label} · @${account.username}`,
    summary: `${metric.label} of @${account.username}: ${shown}`,
    blocks: [
      typeof value === 'number'
        ? { kind: 'stats', stats: [{ label: metric.label, value: shown, note: metric.unit }] }
        : { kind: 'text', text: shown },
      ...[...before, ...notes].map((text) => ({ kind: 'notice' as const, tone: 'info' as const, text })),
    ],
    footer: footer(account, known.readAt, deps.clock()),
    actions: [{ label: 'Whole profile', command: `profile @${account.username}`, group: 'metric' }],
  };
  const previous = change?.from ?? null;
  const delta = typeof value === 'number' && typeof previous === 'number' ? value - previous : null;
  const data = {
    metric: metric.name,
    servedBy: field,
    label: metric.label,
    account: account.username,
    period: null,
    value,
    previous,
    delta,
    ratio: delta === null || typeof previous !== 'number' || previous === 0 ? null : delta / previous,
    unit: metric.unit,
    state: value === null ? 'unavailable' : 'final',
    comparable: true,
    readAt: new Date(known.readAt).toISOString(),
    series: [],
    notes: [...(value === null ? [missing] : []), ...before, ...notes],
  };
  return { status: 'answered', report, data };
}
