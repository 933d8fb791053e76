/** App Home: accounts, status and the commands that work here, as the door tells them. */
import type { types } from '@slack/bolt';
import type { CommandCall } from '../../core/commands.ts';
import type { Door } from '../../core/ports.ts';
import { VIEW_BLOCKS } from './limits.ts';
import { PLAIN_LOOK, reportBlocks } from './message.ts';

export const HOME_CONNECT = 'ig-home:connect';
export const HOME_DISCONNECT = 'ig-home:disconnect';
const SECTIONS = ['accounts', 'status', 'help'] as const;

function button(label: string, actionId: string): types.Button {
  return { type: 'button', action_id: actionId, text: { type: 'plain_text', text: label, emoji: false } };
}

/** Buttons of several reports stand in one view, so their blocks need names of their own. */
function named(blocks: readonly types.KnownBlock[], name: string): readonly types.KnownBlock[] {
  return blocks.map((block) =>
    block.type === 'actions' ? { ...block, block_id: `${name}-${block.block_id ?? ''}` } : block,
  );
}

/** Asks the door as this person would and makes the view. */
export async function homeView(door: Door, caller: CommandCall['caller']): Promise<types.HomeView> {
  const answers = await Promise.all(SECTIONS.map((text) => door.answer({ text, caller }, [])));
  const settings: readonly types.KnownBlock[] = [
    {
      type: 'actions',
      block_id: 'ig-settings',
      elements: [button('Connect an account', HOME_CONNECT), button('Disconnect an account', HOME_DISCONNECT)],
    },
  ];
  const sections = answers.flatMap(({ report }, index): readonly types.KnownBlock[] => [
    ...(index === 0 ? [] : [{ type: 'divider' as const }]),
    ...named(reportBlocks(report, PLAIN_LOOK), SECTIONS[index] ?? ''),
  ]);
  return { type: 'home', blocks: [...(caller.admin ? settings : []), ...sections].slice(0, VIEW_BLOCKS) };
}
