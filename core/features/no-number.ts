/** The object for scripts of a metric question, or one about the profile, that was understood and has no answer. */
import { PROFILE_FIELDS, type Account } from '../accounts.ts';
import { isAppError } from '../errors.ts';
import { findMetric } from '../instagram/catalogue.ts';
import { findMediaMetric } from '../instagram/media/catalogue.ts';
import { readPeriod, type Period } from '../insights/periods.ts';
import { countDays, INSTAGRAM_ZONE } from '../insights/spans.ts';
import type { Ask } from './feature.ts';
import { askOfMetric } from './metric-name.ts';

function accountOf({ command, accounts, owner }: Ask): string | null {
  const preset = (one: Account): boolean => one.id === owner.defaultAccountId;
  return command.accounts[0] ?? (accounts.find(preset) ?? accounts[0])?.username ?? null;
}

/** The days that were asked for; undefined for text that is no period, and for one without days. */
function periodOf(ask: Ask, now: number): Period | undefined {
  try {
    const period = readPeriod(ask.command.when ?? 'week', now);
    return period?.kind === 'lifetime' ? undefined : period;
  } catch (error) {
    if (isAppError(error)) return undefined;
    throw error;
  }
}

/**
 * `value` null, `state` `unavailable` and the sentence that says why (product contract, `--json`); for `profile` its
 * fields, all null. Undefined for every other command. `now` in epoch ms.
 */
export function noNumber(question: Ask, sentence: string, now: number): Readonly<Record<string, unknown>> | undefined {
  if (question.command.what === 'profile') {
    return { ...Object.fromEntries(PROFILE_FIELDS.map((field) => [field, null])), changes: [], notes: [sentence] };
  }
  const ask = question.command.what === 'metric' ? askOfMetric(question, 'metric') : question;
  const ofAccount = findMetric(ask.command.what ?? '');
  const asked = ofAccount ?? findMediaMetric(ask.command.what ?? '');
  if (asked === undefined) return undefined;
  const overDays = ofAccount === undefined || ofAccount.shape === 'number';
  const period = overDays ? periodOf(ask, now) : undefined;
  return {
    metric: asked.name,
    servedBy: null,
    label: asked.label,
    account: accountOf(ask),
    period: period === undefined ? null : { ...period.days, days: countDays(period.days), timeZone: INSTAGRAM_ZONE },
    value: null,
    previous: null,
    delta: null,
    ratio: null,
    unit: asked.unit,
    state: 'unavailable',
    comparable: asked.legacy?.comparable ?? true,
    readAt: null,
    series: [],
    ...(ofAccount?.shape === 'map' ? { rows: [] } : {}),
    notes: [sentence],
  };
}
