/** Completions of a half-typed command, from memory only. */
import type { Account } from './accounts.ts';
import type { CommandSpec, Suggestion } from './commands.ts';
import { DIGEST_VERBS } from './features/digest-ask.ts';
import { findMetric, METRICS } from './instagram/catalogue.ts';
import { mediaMetricNames } from './instagram/media/catalogue.ts';
import { PERIOD_EXAMPLES } from './insights/periods.ts';
import { normaliseText } from './words.ts';

const MOST = 25;

interface Word {
  readonly word: string;
  readonly summary: string;
}

function names(menu: readonly CommandSpec[]): readonly Word[] {
  const commands = menu
    .filter((spec) => spec.name !== 'metric')
    .map((spec) => ({ word: spec.name, summary: spec.summary }));
  const offered = [...METRICS.values()].filter((metric) => metric.notOffered === undefined);
  const metrics = offered.map((metric) => ({
    word: metric.name,
    summary: metric.legacy === undefined ? metric.meaning : `ended ${metric.legacy.withdrawnOn}`,
  }));
  const media = mediaMetricNames().map((word) => ({ word, summary: 'of the posts and stories of a period' }));
  return [...metrics, ...commands, ...media.filter(({ word }) => !METRICS.has(word))];
}

/** Suggestions for the last word of `text`; each replaces the whole text. At most 25, best first. */
export function suggest(
  text: string,
  menu: readonly CommandSpec[],
  accounts: readonly Account[],
): readonly Suggestion[] {
  const line = normaliseText(text)
    .replace(/^\/?ig\b/u, '')
    .trimStart();
  const typing = text.endsWith(' ') ? '' : (line.split(' ').at(-1) ?? '');
  const before = line.slice(0, line.length - typing.length).trim();
  const first = before.split(' ')[0] ?? '';
  const handles = accounts.map((account) => ({ word: `@${account.username}`, summary: account.name ?? '' }));
  const periods = PERIOD_EXAMPLES.map((word) => ({ word, summary: 'period' }));
  const words =
    before === ''
      ? names(menu)
      : findMetric(first) !== undefined
        ? [...periods, ...handles]
        : first === 'digest'
          ? [...DIGEST_VERBS.map((word) => ({ word, summary: 'weekly digest' })), ...handles]
          : first === 'help' || first === 'export'
            ? names(menu)
            : handles;
  const key = typing.replace(/^@/u, '');
  const matching = words.filter(({ word }) => word.replace(/^@/u, '').startsWith(key));
  const holding =
    key.length < 2 ? [] : words.filter(({ word }) => !matching.some((one) => one.word === word) && word.includes(key));
  return [...matching, ...holding]
    .filter(({ word }) => !before.split(' ').includes(word))
    .slice(0, MOST)
    .map(({ word, summary }) => ({ text: [before, word].filter((part) => part !== '').join(' '), summary }));
}
