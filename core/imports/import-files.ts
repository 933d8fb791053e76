/** Files into an account's history: every file is read, and all of them are kept or none. */
import type { Account, WorkspaceId } from '../accounts.ts';
import { AppError, isAppError } from '../errors.ts';
import type { Clock, Store } from '../ports.ts';
import type { FileToImport, ImportWish } from './import-wish.ts';
import { planImport, readFile, type ImportPlan, type PlanOptions, type ReadFile } from './plan.ts';

/** A file that was refused: its message names file, line and reason. */
interface Refusal {
  readonly file: string;
  readonly message: string;
  readonly hint: string | undefined;
}

export type ImportOutcome =
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[]; readonly others: readonly string[] }
  | {
      readonly kind: 'imported';
      readonly account: Account;
      readonly plan: ImportPlan;
      readonly added: { readonly numbers: number; readonly posts: number };
    };

interface ImportDeps {
  readonly store: Pick<Store, 'listAccounts' | 'saveImport'>;
  readonly clock: Clock;
}

const NAME = /^@?([a-z0-9._]{1,30})$/iu;

/** A username as people type it, with or without `@`. Throws AppError `unknown-words` for what cannot be one. */
export function readUsername(text: string | undefined, hint: string): string {
  const name = NAME.exec(text?.trim() ?? '')?.[1];
  if (name === undefined) throw new AppError('unknown-words', 'Say whose numbers these are.', { hint });
  return name.toLowerCase();
}

interface Checked {
  readonly read: readonly ReadFile[];
  readonly refusals: readonly Refusal[];
}

/** Reads every file once. Others have their turn in between: this process may be answering in chats. */
async function readAll(files: readonly FileToImport[], options: PlanOptions): Promise<Checked> {
  const read: ReadFile[] = [];
  const refusals: Refusal[] = [];
  for (const file of files) {
    await new Promise(setImmediate);
    try {
      read.push(readFile(file, options));
    } catch (error) {
      if (!isAppError(error)) throw error;
      refusals.push({ file: file.name, message: error.message, hint: error.hint });
    }
  }
  return { read, refusals };
}

/** A connected account's own name is certain: posts of somebody else alone are a mistake. */
function checkOwner(username: string, known: readonly Account[], { posts }: ImportPlan): void {
  const [owner] = posts?.owners ?? [];
  const connected = known.some((account) => account.username === username && account.origin === 'graph');
  if (!connected || owner === undefined || posts?.owners.some((one) => one.username === username) === true) return;
  throw new AppError('bad-request', `The posts are of @${owner.username}, and none is of @${username}.`, {
    hint: 'Name the account that the export was made of.',
  });
}

/**
 * Imports files for an account that the workspace sees, or makes an import-only one. Every file is checked, so that all
 * refusals are told at once; then nothing has changed. Throws AppError `bad-request` where the files contradict each other.
 */
export async function importFiles(deps: ImportDeps, workspace: WorkspaceId, wish: ImportWish): Promise<ImportOutcome> {
  const { username, platform, files } = wish;
  const now = deps.clock();
  const options = { platform, readAt: now, now: deps.clock };
  const { read, refusals } = await readAll(files, options);
  if (refusals.length > 0) return { kind: 'refused', refusals, others: read.map(({ name }) => name) };
  const plan = planImport(read, options);
  checkOwner(username, await deps.store.listAccounts(workspace), plan);
  const { account, added } = await deps.store.saveImport(workspace, username, {
    readings: plan.readings,
    media: plan.posts?.media ?? [],
    mediaReadings: plan.posts?.readings ?? [],
    now,
  });
  return { kind: 'imported', account, plan, added };
}
