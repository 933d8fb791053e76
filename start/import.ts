/** `npm run import -- --account @name FILE…`: exported files into an account's history. */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import type { Config } from '../config.ts';
import { HOME } from '../core/app.ts';
import { AppError } from '../core/errors.ts';
import { importFiles, readUsername, type ImportOutcome } from '../core/imports/import-files.ts';
import { importWords, refusedWords } from '../core/imports/import-words.ts';
import type { FileToImport, ImportWish } from '../core/imports/import-wish.ts';
import type { Logger } from '../core/ports.ts';
import { openStore } from '../db/open.ts';

const USAGE = 'npm run import -- --account @name FILE…';
const HINT = `Use ${USAGE}.`;
const LARGEST = 64 * 1024 * 1024;

interface Words extends Omit<ImportWish, 'files'> {
  readonly paths: readonly string[];
}

function readWords(words: readonly string[]): Words {
  const { values, positionals } = parseWords(words);
  const username = readUsername(values.account, HINT);
  const { platform } = values;
  if (platform !== undefined && platform !== 'instagram' && platform !== 'facebook') {
    throw new AppError('unknown-words', '--platform is instagram or facebook.', { hint: HINT });
  }
  if (positionals.length === 0) throw new AppError('unknown-words', 'Name at least one file.', { hint: HINT });
  return { username, platform, paths: positionals };
}

function parseWords(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: { account: { type: 'string' }, platform: { type: 'string' } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new AppError('unknown-words', 'These options are not known here.', { hint: HINT, cause: error });
  }
}

async function readOne(path: string): Promise<FileToImport> {
  try {
    const { size, mtimeMs } = await stat(path);
    if (size > LARGEST) throw new AppError('bad-request', `${basename(path)} is larger than 64 MB.`);
    return { name: basename(path), bytes: await readFile(path), savedAt: mtimeMs };
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('bad-request', `${path} cannot be read.`, {
      hint: 'Check the name and the rights.',
      cause: error,
    });
  }
}

/** The words of an import; AppError for one that was refused. */
function told(outcome: ImportOutcome): string {
  if (outcome.kind === 'refused') {
    const hint = outcome.refusals.length === 1 && outcome.others.length === 0 ? outcome.refusals[0]?.hint : undefined;
    throw new AppError('bad-request', refusedWords(outcome).join('\n'), hint === undefined ? {} : { hint });
  }
  const { title, rows, added, notes, next } = importWords(outcome);
  return [
    `${title}:`,
    ...rows.map(([what, words]) => `  ${what}: ${words}`),
    ...notes.map((note) => `  ${note}`),
    added,
    ...next.map((command) => `Ask: npm run -s ig -- ${command}`),
  ].join('\n');
}

/** Reads all files or none. Throws AppError with file, line and reason; then nothing has changed. */
export async function importFromShell(config: Config, logger: Logger, words: readonly string[]): Promise<string> {
  const { paths, ...wish } = readWords(words);
  const files = await Promise.all(paths.map(readOne));
  const store = await openStore({
    url: config.DATABASE_URL,
    role: 'guest',
    encryptionKey: config.ENCRYPTION_KEY,
    logger,
    clock: Date.now,
  });
  try {
    const home = await store.saveWorkspace(HOME.platform, HOME.remoteId);
    return told(await importFiles({ store, clock: Date.now }, home.id, { ...wish, files }));
  } finally {
    await store.close();
  }
}
