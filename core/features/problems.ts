/** What went wrong on the way to a number, when there is a number all the same. */
import type { AppError } from '../errors.ts';
import { formatAge } from '../reports/format.ts';
import type { Access, Ask, Deps } from './feature.ts';
import { accessProblem } from './pick-account.ts';

const ORDER: readonly AppError['code'][] = ['token', 'permission', 'throttled', 'storage', 'upstream', 'metric'];

function rank(problem: AppError): number {
  const at = ORDER.indexOf(problem.code);
  return at === -1 ? ORDER.length : at;
}

/** A token that Instagram refused is marked, so that nobody calls with it again. */
async function rememberRefusal(deps: Deps, ask: Ask, access: Access, problems: readonly AppError[]): Promise<void> {
  const refusal = problems.find((problem) => problem.code === 'token');
  if (refusal === undefined || access.connection === undefined) return;
  await deps.store.markBroken(access.connection.workspaceId, access.account.id, refusal.message);
  deps.logger.warn({ account: access.account.id, workspace: ask.owner.id }, 'Instagram refused a token');
}

/** When what is known was read; undefined when nothing is known. */
export interface KnownSince {
  readonly known: boolean;
  readonly readAt: number | undefined;
}

/**
 * Turns problems into notes under a number that is known, with its age. Throws the gravest one when nothing is known:
 * then it is the answer.
 */
export async function settleProblems(
  deps: Deps,
  ask: Ask,
  access: Access,
  problems: readonly AppError[],
  since: KnownSince,
): Promise<readonly string[]> {
  await rememberRefusal(deps, ask, access, problems);
  const refused = accessProblem(access);
  const all = refused === undefined ? problems : [refused, ...problems];
  const worst = [...all].sort((one, other) => rank(one) - rank(other))[0];
  if (worst === undefined) return [];
  if (!since.known) throw worst;
  const age =
    since.readAt === undefined ? '' : ` Shown is the last known number, read ${formatAge(since.readAt, deps.clock())}.`;
  return [`${worst.message}${worst.hint === undefined ? '' : ` ${worst.hint}`}${age}`];
}
