/** `npm run import -- --account @name FILE…`: exported files into an account's history. */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import type { Config } from '../config.ts';
import { HOME } from '../core/app.ts';
import { AppError } from '../core/errors.ts';
import { planImport, type FileToImport, type ImportPlan } from '../core/imports/plan.ts';
import type { Logger } from '../core/ports.ts';
import { openStore } from '../db/open.ts';

const USAGE = 'npm run import -- --account @name FILE…';
const LARGEST = 64 * 1024 * 1024;
const USERNAME = /^@?([a-z0-9._]{1,30})$/iu;

interface Wish {
  readonly username: string;
  readonly platform: 'instagram' | 'facebook' | undefined;
  readonly paths: readonly string[];
}

function readWish(words: readonly string[]): Wish {
  const { values, positionals } = parseWords(words);
  const username = USERNAME.exec(values.account ?? '')?.[1];
  if (username === undefined) {
    throw new AppError('unknown-words', 'Say whose numbers these are.', { hint: `Use ${USAGE}.` });
  }
  const { platform } = values;
  if (platform !== undefined && platform !== 'instagram' && platform !== 'facebook') {
    throw new AppError('unknown-words', '--platform is instagram or facebook.', { hint: `Use ${USAGE}.` });
  }
  if (positionals.length === 0)
    throw new AppError('unknown-words', 'Name at least one file.', { hint: `Use ${USAGE}.` });
  return { username: username.toLowerCase(), platform, paths: positionals };
}

function parseWords(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: { account: { type: 'string' }, platform: { type: 'string' } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new AppError('unknown-words', 'These options are not known here.', { hint: `Use ${USAGE}.`, cause: error });
  }
}

async function readOne(path: string): Promise<FileToImport> {
  try {
    const { size } = await stat(path);
    if (size > LARGEST) throw new AppError('bad-request', `${basename(path)} is larger than 64 MB.`);
    return { name: basename(path), bytes: await readFile(path) };
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('bad-request', `${path} cannot be read.`, {
      hint: 'Check the name and the rights.',
      cause: error,
    });
  }
}

function summary(username: string, plan: ImportPlan): string {
  const lines = plan.metrics.map(({ metric, days, count, estimated }) => {
    const counted = estimated === 0 ? '' : `, ${estimated} of them left out by the export and counted as 0`;
    return `  ${metric}: ${days.from} to ${days.to}, ${count} days${counted}`;
  });
  const skipped = plan.skipped.map(({ file, title, because }) => `  skipped ${title} (${file}): ${because}`);
  const [first] = plan.metrics;
  const next =
    first === undefined ? '' : `Ask: npm run ig -- ${first.metric} ${first.days.from}..${first.days.to} @${username}`;
  return [`Imported for @${username}:`, ...lines, ...skipped, ...plan.notes.map((note) => `  ${note}`), next].join(
    '\n',
  );
}

/** Reads all files or none. Throws AppError with file, line and reason; then nothing has changed. */
export async function importFiles(config: Config, logger: Logger, words: readonly string[]): Promise<string> {
  const wish = readWish(words);
  const files = await Promise.all(wish.paths.map(readOne));
  const now = Date.now();
  const plan = planImport(files, { platform: wish.platform, readAt: now, now: Date.now });
  const store = await openStore({
    url: config.DATABASE_URL,
    role: 'guest',
    encryptionKey: config.ENCRYPTION_KEY,
    logger,
    clock: Date.now,
  });
  try {
    const home = await store.saveWorkspace(HOME.platform, HOME.remoteId);
    const account = await store.saveImportAccount(home.id, wish.username, now);
    await store.writeReadings(account.id, plan.readings);
    return summary(wish.username, plan);
  } finally {
    await store.close();
  }
}
