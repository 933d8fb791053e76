/** Refusals that concern a metric and not the call: which one, and for how long it is worth remembering. */
import { AppError } from '../errors.ts';
import type { Fault, Reach } from './fault.ts';
import type { ErrorBody } from './responses.ts';

const NOT_ENOUGH = 2_874_010;
const FATAL_METRIC = 2_207_086;
const BEFORE_BUSINESS = 2_108_006;

function refused(metrics: readonly string[], reach: Reach, sentence: string, hint?: string): Fault {
  return {
    move: { kind: 'drop', metrics, reach },
    error: new AppError('metric', sentence, hint === undefined ? {} : { hint }),
  };
}

/** The names inside the parentheses after `label`, as far as they were asked for. */
function namesIn(message: string, pattern: RegExp, asked: readonly string[]): readonly string[] {
  const names =
    pattern
      .exec(message)?.[1]
      ?.split(',')
      .map((name) => name.trim()) ?? [];
  return asked.filter((metric) => names.includes(metric));
}

/** `metric[4] must be one of the following values: …`: the first bad one by place, all bad ones by the list. */
function outsideEnum(message: string, asked: readonly string[]): readonly string[] {
  const match = /metric\[(\d+)\] must be one of[^:]*:(.*)/su.exec(message);
  if (match === null) return [];
  const first = asked[Number(match[1])];
  const allowed = new Set(match[2]?.split(',').map((name) => name.trim()));
  const bad = asked.filter((metric) => !allowed.has(metric));
  // A list that has none of ours was cut or reworded: then only the place counts.
  return bad.length === 0 || bad.length === asked.length ? (first === undefined ? bad : [first]) : bad;
}

const NAMED: readonly (readonly [pattern: RegExp, reach: Reach, sentence: string])[] = [
  [
    /metrics? \(([^)]+)\) should be specified with parameter/iu,
    'shape',
    'Instagram does not give this metric day by day.',
  ],
  [/incompatible with the metrics? \(([^)]+)\)/iu, 'shape', 'Instagram does not give this metric for such a period.'],
  [
    /Incompatible breakdowns? \([^)]*\) for metrics? \(([^)]+)\)/iu,
    'shape',
    'Instagram does not split this metric that way.',
  ],
  [
    /\(([^)]+)\) metric only supports querying data for the last/iu,
    'once',
    'Instagram has this metric for the last 30 days only.',
  ],
  [/does not support the (\w+) metric/iu, 'account', 'Instagram does not offer this metric here.'],
  [
    /([\w, ]+?) (?:is|are|is\/are) not supported (?:on|for) this Instagram account/iu,
    'account',
    'Instagram does not offer this metric for this account.',
  ],
];

/**
 * The fault when a metric is to blame, undefined when not. With several metrics and no name in the text the answer is to
 * split the call.
 */
export function metricFault(body: ErrorBody, asked: readonly string[]): Fault | undefined {
  const { message, code, subcode } = body;
  const enumBad = outsideEnum(message, asked);
  if (enumBad.length > 0) return refused(enumBad, 'login', 'Instagram does not offer this metric any more.');
  for (const [pattern, reach, sentence] of NAMED) {
    const names = namesIn(message, pattern, asked);
    if (names.length > 0) return refused(names, reach, sentence);
  }
  const fault = unnamed(message, code, subcode, asked);
  if (fault === undefined || asked.length === 1) return fault;
  return { move: { kind: 'split' }, error: fault.error };
}

function unnamed(
  message: string,
  code: number | undefined,
  subcode: number | undefined,
  asked: readonly string[],
): Fault | undefined {
  if (subcode === NOT_ENOUGH || /not enough (?:users|viewers|followers)/iu.test(message)) {
    const hint = 'Instagram shows it once enough people are in it.';
    return refused(asked, 'once', 'There are too few people behind this number for Instagram to show it.', hint);
  }
  if (subcode === FATAL_METRIC) return refused(asked, 'once', 'Instagram cannot count this here.');
  if (subcode === BEFORE_BUSINESS) {
    return refused(asked, 'once', 'Instagram has no insights from before the account became a professional one.');
  }
  if (/reduce the amount of data/iu.test(message) && asked.length > 1)
    return refused(asked, 'once', 'That is too much at once for Instagram.');
  if (code === 3001 || code === 30) return refused(asked, 'once', 'Instagram refused this metric.');
  if (code === 100 && subcode !== 33 && isAboutParameters(message))
    return refused(asked, 'once', 'Instagram refused this metric.');
  return undefined;
}

/** A code 100 that is neither about the token's app nor about the window, which no other metric would change. */
function isAboutParameters(message: string): boolean {
  return !/appsecret_proof|nonexisting field|method type|30 days|2592000|since param|last 2 years/iu.test(message);
}
