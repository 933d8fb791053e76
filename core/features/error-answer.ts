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

/** Builds the report of a failure and logs it once, by whose fault it is. Never a stack trace. */
export function errorAnswer(deps: Deps, failure: unknown, ask: Ask | undefined): Answer {
  const error = asAppError(failure);
  log(deps, error);
  const when = error.retryAt === undefined ? [] : [`Try again after ${formatInstant(error.retryAt.getTime())}.`];
  const words = [error.message, ...(error.hint === undefined ? when : [error.hint])];
  const report: Report = {
    title: error.code === 'unknown-words' ? 'I did not understand that' : 'No answer',
    summary: [words.join(' '), ...error.suggestions.map((command) => `/ig ${command}`)].join('\n'),
    blocks: [{ kind: 'notice', tone: 'warning', text: words.join(' ') }],
    footer: ask?.command.what === undefined ? 'Reachboard · /ig help shows what works here' : 'Reachboard',
    actions: error.suggestions.map((command) => ({
      label: `/ig ${command}`,
      command,
      group: 'fix' as const,
      ...(command === 'connect' ? { form: 'connect' as const } : {}),
    })),
  };
  const { about } = error;
  if (error.code === 'unknown-words') return { status: 'unknown', report, about };
  const data = ask === undefined ? undefined : noNumber(ask, words.join(' '), deps.clock());
  return { status: 'unanswerable', report, about, ...(data === undefined ? {} : { data }) };
}
