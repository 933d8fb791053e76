/** Failures as reports: a sentence, the fix, and corrected commands as buttons. */
import { AppError, isAppError } from '../errors.ts';
import { formatInstant } from '../reports/format.ts';
import type { Report } from '../reports/report.ts';
import type { Answer, Ask, Deps } from './feature.ts';
import { noNumber } from './no-number.ts';

const CALLERS: readonly AppError['code'][] = ['unknown-words', 'bad-request', 'not-found', 'not-allowed'];

function log(deps: Deps, error: AppError): void {
  const fields = { code: error.code, cause: error.cause };
  if (CALLERS.includes(error.code)) deps.logger.info(fields, 'a question could not be answered as asked');
  else if (error.code === 'internal') deps.logger.error(fields, 'a question failed');
  else deps.logger.warn(fields, 'a question could not be answered now');
}

function asAppError(error: unknown): AppError {
  if (isAppError(error)) return error;
  return new AppError('internal', 'Something went wrong on our side.', {
    hint: 'The log of Reachboard says what; please try again.',
    cause: error,
  });
}

/** A command as people type it: `#reports` for `<#C1|reports>`, whose id only the button needs. */
function spelled(command: string): string {
  return `/ig ${command.replaceAll(/<([#@])[^|>]*\|([^>]+)>/gu, '$1$2')}`;
}

/** What scripts get of a failure: the sentence, what to do about it, and corrected commands. */
function refusalObject({ message, hint, suggestions }: AppError, when: string | undefined): Record<string, unknown> {
  const [first] = suggestions;
  const command = first === undefined ? undefined : `/ig ${first}`;
  const said = hint?.endsWith(':') === true && command !== undefined ? `${hint} ${command}` : hint;
  return { error: message, fix: said ?? when ?? command ?? null, suggestions };
}

/** Builds the report of a failure and logs it once, by whose fault it is. Never a stack trace. */
export function errorAnswer(deps: Deps, failure: unknown, ask: Ask | undefined): Answer {
  const error = asAppError(failure);
  log(deps, error);
  const when = error.retryAt === undefined ? undefined : `Try again after ${formatInstant(error.retryAt.getTime())}.`;
  const words = [error.message, error.hint ?? when].filter((part) => part !== undefined);
  const report: Report = {
    title: error.code === 'unknown-words' ? 'I did not understand that' : 'No answer',
    summary: [words.join(' '), ...error.suggestions.map(spelled)].join('\n'),
    blocks: [{ kind: 'notice', tone: 'warning', text: words.join(' ') }],
    footer: ask?.command.what === undefined ? 'Reachboard · /ig help shows what works here' : 'Reachboard',
    actions: error.suggestions.map((command) => ({
      label: spelled(command),
      command,
      group: 'fix' as const,
      ...(command === 'connect' ? { form: 'connect' as const } : {}),
    })),
  };
  const { about } = error;
  const refusal = refusalObject(error, when);
  if (error.code === 'unknown-words') return { status: 'unknown', report, about, data: refusal };
  const number = ask === undefined ? undefined : noNumber(ask, words.join(' '), deps.clock());
  return { status: 'unanswerable', report, about, data: { ...number, ...refusal } };
}
