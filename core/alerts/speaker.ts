/** What becomes of one place in one look: findings on record with their messages, in their order. */
import { DateTime } from 'luxon';
import type { Deps } from '../features/feature.ts';
import type { NewPost } from '../deliveries/post.ts';
import { seenAccounts } from '../digests/sight.ts';
import type { ChartRenderer } from '../ports.ts';
import type { Mention, Report } from '../reports/report.ts';
import type { AlertPlace, Finding } from './alert.ts';
import { afterQuiet, editOf, postKeyOf, postOf } from './message.ts';
import type { Bare } from './others.ts';
import { correctedBy, correctionsOf } from './threads.ts';

/** Messages of one look go out in their order, so far apart. */
const APART = 2_000;

export interface AlertDeps {
  readonly deps: Deps;
  readonly renderer: ChartRenderer;
}

/** What is said at once. */
interface Words {
  readonly findings: readonly Bare[];
  /** Undefined: kept, not said. */
  readonly report?: (() => Promise<Report>) | undefined;
  /** Key of the message that it stands under. */
  readonly thread?: string | undefined;
  readonly quiet?: boolean;
}

/** Speaks in one place. `said`: what was said there before; grows with what is said now. */
export class Speaker {
  readonly #alerts: AlertDeps;
  readonly #place: AlertPlace;
  readonly #said: Finding[];
  #count = 0;

  constructor(alerts: AlertDeps, place: AlertPlace, said: readonly Finding[] = []) {
    this.#alerts = alerts;
    this.#place = place;
    this.#said = [...said];
  }

  /** Whom a major alert calls here. */
  get mention(): Mention | undefined {
    return this.#place.mention;
  }

  get said(): readonly Finding[] {
    return this.#said;
  }

  /** On record with its messages, in one transaction; not again when it is there already. */
  async say({ findings, report, thread, quiet = false }: Words): Promise<void> {
    const { deps, renderer } = this.#alerts;
    const [first] = findings;
    if (first === undefined) return;
    const now = deps.clock();
    const place = this.#place;
    const own = postKeyOf({ ...first, placeId: place.id });
    const key = findings.length === 1 ? own : `${own}-and-${findings.length - 1}`;
    const tools = { renderer, logger: deps.logger };
    const rows = findings.map((one): Finding => ({
      ...one,
      placeId: place.id,
      foundAt: now,
      postKey: report === undefined ? undefined : key,
      useful: undefined,
    }));
    const edits = await this.#editsOf(rows, own);
    const posts =
      report === undefined
        ? edits
        : [
            ...edits,
            await postOf(tools, place, { key, report: await report(), thread, quiet, ...this.#next(edits.length) }),
          ];
    if (!(await deps.store.saveFindings(rows, posts))) return;
    this.#count += posts.length;
    this.#said.push(...rows);
    deps.logger.info({ place: place.id, account: first.accountId, kind: first.kind }, 'an alert was found');
  }

  /** When the message after so many more may go out; each is a little younger than the one before it. */
  #next(more: number): Pick<NewPost, 'createdAt' | 'nextAt'> {
    const now = this.#alerts.deps.clock();
    const place = this.#count + more;
    return { createdAt: now + place, nextAt: afterQuiet(this.#place, now) + place * APART };
  }

  /** Messages that told a day which these findings restate, with the correction above their words. */
  async #editsOf(rows: readonly Finding[], key: string): Promise<readonly NewPost[]> {
    const { deps } = this.#alerts;
    const { zone, workspaceId } = this.#place;
    const restated = rows.filter(({ facts }) => facts.before !== undefined);
    const targets = [...new Set(restated.flatMap((one) => correctedBy(this.#said, one)))];
    if (targets.length === 0) return [];
    const said = [...this.#said, ...restated];
    const [posts, seen] = await Promise.all([
      deps.store.findPosts(targets),
      seenAccounts(deps, workspaceId, [...new Set(said.map(({ accountId }) => accountId))]),
    ]);
    const names = new Map(seen.map(({ account }) => [account.id, `@${account.username}`]));
    const words = {
      dayOf: ({ foundAt }: Finding) => DateTime.fromMillis(foundAt, { zone }).toISODate() ?? '',
      nameOf: ({ accountId }: Finding) => names.get(accountId) ?? 'an account no longer here',
    };
    return posts.flatMap(
      (post, i) =>
        editOf(post, correctionsOf(said, post.key, words), { key: `${key}-edit-${i + 1}`, ...this.#next(i) }) ?? [],
    );
  }
}
