/** What an import brought, in words: the shell prints them, the page shows them. */
import { countOf } from './refuse.ts';
import type { ImportOutcome } from './import-files.ts';

type Imported = Extract<ImportOutcome, { readonly kind: 'imported' }>;
type Refused = Extract<ImportOutcome, { readonly kind: 'refused' }>;

export interface ImportWords {
  readonly title: string;
  /** What was imported, and how much of it. */
  readonly rows: readonly (readonly [what: string, words: string])[];
  readonly added: string;
  readonly notes: readonly string[];
  /** Commands that show it, without `/ig`. */
  readonly next: readonly string[];
}

function rowsOf({ plan }: Imported): ImportWords['rows'] {
  const daily = plan.metrics.map(({ metric, days, count, estimated }) => {
    const own =
      metric === 'followers_count' ? 'estimated by the other tool' : 'left out by the export and counted as 0';
    const counted = estimated === 0 ? '' : `, ${estimated} of them ${own}`;
    return [metric, `${days.from} to ${days.to}, ${countOf(count, 'day')}${counted}`] as const;
  });
  if (plan.posts === undefined) return daily;
  const { days, media, readings } = plan.posts;
  return [
    ...daily,
    [
      'posts',
      `${days.from} to ${days.to}, ${countOf(media.length, 'post')} with ${countOf(readings.length, 'number')}`,
    ],
  ];
}

function addedWords({ added }: Imported): string {
  if (added.numbers === 0 && added.posts === 0) return 'Nothing new: all of this was there already.';
  const posts = added.posts === 0 ? '' : ` and ${countOf(added.posts, 'post')}`;
  return `New: ${countOf(added.numbers, 'number')}${posts}.`;
}

/** Whose posts they are, where that is not plain. */
function ownerNotes({ account, plan }: Imported): readonly string[] {
  const others = (plan.posts?.owners ?? []).filter(({ username }) => username !== account.username);
  const [first] = others;
  if (first === undefined) return [];
  const names = others.slice(0, 5).map(({ username, posts }) => `@${username} (${posts})`);
  const all = others.reduce((sum, { posts }) => sum + posts, 0);
  return all === plan.posts?.media.length
    ? [`No post names @${account.username}: the export says they are of ${names.join(', ')}.`]
    : [`${countOf(all, 'post')} published by others together with this account: ${names.join(', ')}.`];
}

/** The words of an import that went through. */
export function importWords(outcome: Imported): ImportWords {
  const { account, plan } = outcome;
  const [first] = plan.metrics;
  const at = (days: { readonly from: string; readonly to: string }) => `${days.from}..${days.to} @${account.username}`;
  return {
    title: `Imported for @${account.username}`,
    rows: rowsOf(outcome),
    added: addedWords(outcome),
    notes: [
      ...plan.skipped.map(({ file, title, because }) => `skipped ${title} (${file}): ${because}`),
      ...plan.notes,
      ...ownerNotes(outcome),
    ],
    next: [
      ...(first === undefined ? [] : [`${first.metric} ${at(first.days)}`]),
      ...(plan.posts === undefined ? [] : [`posts top ${at(plan.posts.days)}`]),
    ],
  };
}

/** What was refused and what became of the rest, a sentence each. */
export function refusedWords({ refusals, others }: Refused): readonly string[] {
  const single = refusals.length === 1 && others.length === 0;
  const lines = refusals.map(({ message, hint }) => (single || hint === undefined ? message : `${message} ${hint}`));
  if (single) return lines;
  const fine =
    others.length === 0
      ? ''
      : ` ${others.length === 1 ? 'The other file is' : `The other ${others.length} files are`} fine.`;
  return [...lines, `Nothing was imported.${fine}`];
}
