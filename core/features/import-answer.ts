/** What the page's form of files sends: imported, or refused file by file. */
import type { Workspace } from '../accounts.ts';
import type { Caller } from '../commands.ts';
import { importFiles, type ImportOutcome } from '../imports/import-files.ts';
import type { ImportWish } from '../imports/import-wish.ts';
import { importWords, refusedWords } from '../imports/import-words.ts';
import type { Report } from '../reports/report.ts';
import { requireAdmin } from './connect.ts';
import type { Answer, Deps } from './feature.ts';

function refusedReport(outcome: Extract<ImportOutcome, { readonly kind: 'refused' }>): Report {
  const words = refusedWords(outcome);
  return {
    title: 'Nothing was imported',
    summary: words.join(' '),
    blocks: words.map((text) => ({ kind: 'notice', tone: 'warning', text })),
    footer: 'All files are imported, or none.',
    actions: [],
  };
}

function importedReport(outcome: Extract<ImportOutcome, { readonly kind: 'imported' }>): Report {
  const { title, rows, added, notes, next } = importWords(outcome);
  return {
    title,
    summary: `${title}. ${added}`,
    blocks: [
      { kind: 'text', text: added },
      { kind: 'table', caption: title, columns: ['What', 'Imported'], rows },
      ...notes.map((text) => ({ kind: 'notice' as const, tone: 'info' as const, text })),
    ],
    footer: 'Imported numbers never take the place of Instagram’s own.',
    actions: next.map((command) => ({ label: `/ig ${command}`, command, group: 'metric' })),
  };
}

/** Imports what an admin hands over, in the words of `npm run import`. AppError for anybody else. */
export async function answerImport(deps: Deps, caller: Caller, owner: Workspace, wish: ImportWish): Promise<Answer> {
  requireAdmin(caller, 'import files');
  const outcome = await importFiles(deps, owner.id, wish);
  return outcome.kind === 'imported'
    ? { status: 'answered', report: importedReport(outcome) }
    : { status: 'unanswerable', report: refusedReport(outcome) };
}
