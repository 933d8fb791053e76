/** App Home: accounts, digests, alerts, status and the commands that work here, as the door tells them. */
import type { types } from '@slack/bolt';
import type { CommandCall } from '../../core/commands.ts';
import type { Door } from '../../core/ports.ts';
import { cut } from '../../core/reports/fit.ts';
import type { RenderedReport, ReportAction } from '../../core/reports/report.ts';
import { actionBlocks } from './actions.ts';
import { VIEW_BLOCKS } from './limits.ts';
import { PLAIN_LOOK, reportBlocks } from './message.ts';
import { filled } from './text.ts';

export const HOME_CONNECT = 'ig-home:connect';
export const HOME_DISCONNECT = 'ig-home:disconnect';
const SECTIONS = [
  ['accounts', 'accounts'],
  ['digests', 'digest list'],
  ['alerts', 'alerts list'],
  ['status', 'status'],
  ['help', 'help'],
] as const;
/** Rows with buttons of their own; more are reached by command. */
const MOST_ROWS = 10;
const LONGEST_ROW = 2_900;

function button(label: string, actionId: string): types.Button {
  return { type: 'button', action_id: actionId, text: { type: 'plain_text', text: label, emoji: false } };
}

/** Buttons of several reports stand in one view, so their blocks need names of their own. */
function named(blocks: readonly types.KnownBlock[], name: string): readonly types.KnownBlock[] {
  return blocks.map((block) =>
    block.type === 'actions' ? { ...block, block_id: `${name}-${block.block_id ?? ''}` } : block,
  );
}

function paragraph(text: string): types.SectionBlock {
  return { type: 'section', text: { type: 'plain_text', text: cut(filled(text), LONGEST_ROW), emoji: false } };
}

/** The rows of a table, each with its buttons under it. */
function rowBlocks(report: RenderedReport): readonly types.KnownBlock[] {
  const table = report.blocks.find((block) => block.kind === 'table');
  const rows = table?.rows.slice(0, MOST_ROWS) ?? [];
  const left = (table?.rows.length ?? 0) - rows.length;
  return [
    ...rows.flatMap((cells, row): readonly types.KnownBlock[] => {
      const own = report.actions
        .filter((action) => action.row === row)
        .map((action): ReportAction => ({ ...action, group: 'fix' }));
      return [paragraph(cells.filter((cell) => cell !== '').join(' · ')), ...named(actionBlocks(own), `row${row}`)];
    }),
    ...(left <= 0 ? [] : [paragraph(`+${left} more: ask in a channel.`)]),
  ];
}

function sectionBlocks(report: RenderedReport, name: string): readonly types.KnownBlock[] {
  if (!report.actions.some(({ row }) => row !== undefined)) return named(reportBlocks(report, PLAIN_LOOK), name);
  const whole = { ...report, actions: report.actions.filter(({ row }) => row === undefined) };
  const around = reportBlocks({ ...whole, blocks: report.blocks.filter(({ kind }) => kind !== 'table') }, PLAIN_LOOK);
  const footer = around.findLastIndex(({ type }) => type === 'context');
  return named([...around.slice(0, footer), ...rowBlocks(report), ...around.slice(footer)], name);
}

/** Asks the door as this person would and makes the view. */
export async function homeView(door: Door, caller: CommandCall['caller']): Promise<types.HomeView> {
  const answers = await Promise.all(SECTIONS.map(([, text]) => door.answer({ text, caller }, [])));
  const settings: readonly types.KnownBlock[] = [
    {
      type: 'actions',
      block_id: 'ig-settings',
      elements: [button('Connect an account', HOME_CONNECT), button('Disconnect an account', HOME_DISCONNECT)],
    },
  ];
  const sections = answers.flatMap(({ report }, index): readonly types.KnownBlock[] => [
    ...(index === 0 ? [] : [{ type: 'divider' as const }]),
    ...sectionBlocks(report, SECTIONS[index]?.[0] ?? ''),
  ]);
  // People named by `admins` may change settings too, which only core knows.
  const mayChange = caller.admin || answers.some(({ admin }) => admin === true);
  return { type: 'home', blocks: [...(mayChange ? settings : []), ...sections].slice(0, VIEW_BLOCKS) };
}
