/** One command from a shell: text to stdout, pictures to a folder. */
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { AnswerStatus, Caller, RenderedAnswer } from '../../core/commands.ts';
import type { Door } from '../../core/ports.ts';
import type { RenderedReport } from '../../core/reports/report.ts';
import { toSentence, toText, type Written } from './message.ts';

export interface ShellIo {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Folder for pictures and files, made when needed. */
  readonly folder: string;
}

const EXIT: Readonly<Record<AnswerStatus, number>> = { answered: 0, unanswerable: 1, unknown: 2 };
/** Whoever can start the program owns its configuration: an admin (product contract §5). */
const CALLER: Caller = {
  workspace: { platform: 'local', remoteId: 'local' },
  home: true,
  userId: 'shell',
  admin: true,
  channelId: undefined,
};

/** A file name from the command: letters, digits and dashes only. */
function fileName(words: readonly string[], index: number): string {
  const base = words
    .join('-')
    .replaceAll(/[^\p{L}\p{N}.-]+/gu, '-')
    .replaceAll(/\.{2,}/gu, '_')
    .replaceAll(/^[-.]+|[-.]+$/gu, '')
    .slice(0, 80);
  return `${base === '' ? 'picture' : base}${index === 0 ? '' : `-${index + 1}`}.png`;
}

async function writePictures(
  report: RenderedReport,
  words: readonly string[],
  folder: string,
): Promise<readonly string[]> {
  const pictures = report.blocks.flatMap((block) =>
    block.kind === 'picture' && block.picture.png.light !== undefined ? [block.picture.png.light] : [],
  );
  if (pictures.length === 0) return [];
  await mkdir(folder, { recursive: true });
  return Promise.all(
    pictures.map(async (png, index) => {
      const path = join(folder, fileName(words, index));
      await writeFile(path, png);
      return path;
    }),
  );
}

async function writeFiles(report: RenderedReport, folder: string): Promise<readonly string[]> {
  const files = report.blocks.filter((block) => block.kind === 'file');
  if (files.length > 0) await mkdir(folder, { recursive: true });
  return Promise.all(
    files.map(async ({ name, text }) => {
      const path = join(folder, basename(name));
      await writeFile(path, text);
      return path;
    }),
  );
}

/** The answer matters more than its picture: a folder that cannot be written is told, and nothing is lost. */
async function orNothing(io: ShellIo, writing: Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await writing;
  } catch {
    io.stderr(`Pictures and files cannot be written to ${io.folder}: make it a folder this user may write to.\n`);
    return [];
  }
}

/** People see two columns without names as fields and their values; scripts need words for them. */
function named(columns: readonly string[]): readonly string[] {
  return columns.length === 2 && columns.every((name) => name === '') ? ['Field', 'Value'] : columns;
}

/** What scripts get of a command without an object of its own: the report with its tables as columns and rows. */
function reportObject(answer: RenderedAnswer, { pictures, files }: Written): Record<string, unknown> {
  const { title, subtitle, summary, blocks, footer } = answer.report;
  const tables = blocks.flatMap((block) =>
    block.kind === 'table' ? [block] : block.kind === 'picture' ? [block.fallback] : [],
  );
  return {
    title,
    subtitle: subtitle ?? null,
    summary,
    stats: blocks.flatMap((block) => (block.kind === 'stats' ? block.stats : [])),
    texts: blocks.flatMap((block) => (block.kind === 'text' || block.kind === 'notice' ? [block.text] : [])),
    tables: tables.map(({ caption, columns, rows }) => ({ caption, columns: named(columns), rows })),
    footer,
    pictures,
    ...(files.length > 0 ? { files } : {}),
  };
}

/** What scripts get where there is no answer: `error` and `fix`, and of a metric the object without a number too. */
function refusedObject({ report, data }: RenderedAnswer): Record<string, unknown> {
  return { error: report.summary, fix: null, ...data, pictures: [] };
}

/**
 * Asks one command and prints its answer. `words` are the arguments after `ig`; `--json` anywhere prints one object.
 * Resolves to the exit status: 0 answered, 1 not answerable (sentence on stderr), 2 unknown words.
 */
export async function runShellCommand(door: Door, words: readonly string[], io: ShellIo): Promise<number> {
  const json = words.includes('--json');
  const asked = words.filter((word) => word !== '--json');
  const answer = await door.answer({ text: asked.join(' '), caller: CALLER }, ['light']);
  if (answer.status !== 'answered') {
    io.stderr(`${toSentence(answer.report)}\n`);
    if (json) io.stdout(`${JSON.stringify(refusedObject(answer), null, 2)}\n`);
    return EXIT[answer.status];
  }
  const pictures = await orNothing(io, writePictures(answer.report, asked, io.folder));
  const files = await orNothing(io, writeFiles(answer.report, io.folder));
  if (json) {
    const object = answer.data === undefined ? reportObject(answer, { pictures, files }) : { ...answer.data, pictures };
    io.stdout(`${JSON.stringify(object, null, 2)}\n`);
  } else {
    io.stdout(`${toText(answer.report, { pictures, files })}\n`);
  }
  return EXIT.answered;
}
