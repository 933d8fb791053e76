/** From an order to facts: reads every account of a digest for one ISO week. */
import type { AccountId, WorkspaceId } from '../accounts.ts';
import { AppError } from '../errors.ts';
import type { Deps } from '../features/feature.ts';
import { readPeriod } from '../insights/periods.ts';
import type { AccountFacts, DigestFacts } from './facts.ts';
import { gatherAccount } from './gather.ts';
import type { Section } from './subscription.ts';
import { accessOf, seenAccounts } from './sight.ts';

export interface DigestOrder {
  readonly workspaceId: WorkspaceId;
  readonly accounts: readonly AccountId[];
  /** `2026-W45`, Monday to Sunday in Instagram's days. */
  readonly week: string;
  /** IANA name: by its clock posts were published on a day. */
  readonly zone: string;
  /** Only what these parts need is read. */
  readonly sections: readonly Section[];
  readonly priority: 'command' | 'background';
}

const ACCOUNTS_AT_ONCE = 2;

/**
 * Throws AppError `not-found` when no account of the order can be seen any more, `bad-request` for a week that has not
 * begun. Everything else that Instagram refuses is told inside.
 */
export async function gatherDigest(deps: Deps, order: DigestOrder): Promise<DigestFacts> {
  const period = readPeriod(order.week.toLowerCase(), deps.clock());
  if (period === undefined) throw new AppError('bad-request', `“${order.week.slice(0, 20)}” is no week.`);
  const seen = await seenAccounts(deps, order.workspaceId, order.accounts);
  if (seen.length === 0) {
    throw new AppError('not-found', 'None of the accounts of this digest is connected here any more.', {
      hint: 'Connect one with /ig connect, or remove the digest with /ig digest remove.',
    });
  }
  const accounts: AccountFacts[] = [];
  for (let start = 0; start < seen.length; start += ACCOUNTS_AT_ONCE) {
    const some = seen.slice(start, start + ACCOUNTS_AT_ONCE);
    accounts.push(
      ...(await Promise.all(
        some.map((one) =>
          gatherAccount(deps, {
            ...one,
            period,
            access: accessOf(deps, one, order.priority),
            workspaceId: order.workspaceId,
            sections: order.sections,
            zone: order.zone,
          }),
        ),
      )),
    );
  }
  const gone = order.accounts.length - seen.length;
  return { version: 1, week: order.week.toUpperCase(), notes: period.notes, madeAt: deps.clock(), accounts, gone };
}
