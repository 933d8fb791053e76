/** Private forms and answers in a window: what is typed there never reaches a channel. */
import type { types } from '@slack/bolt';
import { cut } from '../../core/reports/fit.ts';
import type { Suggestion } from '../../core/commands.ts';
import type { RenderedReport } from '../../core/reports/report.ts';
import { MODAL_TITLE, OPTION_VALUE, VIEW_BLOCKS } from './limits.ts';
import { PLAIN_LOOK, reportBlocks } from './message.ts';
import { filled } from './text.ts';

export const CONNECT = 'ig-connect';
export const DISCONNECT = 'ig-disconnect';
const FIELD = 'field';
const MOST_OPTIONS = 100;

export function plainText(text: string): types.PlainTextElement {
  return { type: 'plain_text', text: filled(text), emoji: false };
}

export function modal(title: string, blocks: readonly types.KnownBlock[]): types.ModalView {
  return {
    type: 'modal',
    title: plainText(cut(title, MODAL_TITLE)),
    close: plainText('Close'),
    blocks: blocks.slice(0, VIEW_BLOCKS),
  };
}

export function paragraph(text: string): types.SectionBlock {
  return { type: 'section', text: plainText(text) };
}

/** Opened at once, because what opens a window is worth only three seconds. */
export function waitingModal(words = 'Working on it …'): types.ModalView {
  return modal('Reachboard', [paragraph(words)]);
}

export function reportModal(report: RenderedReport): types.ModalView {
  return modal('Reachboard', reportBlocks(report, PLAIN_LOOK));
}

/** Asks for a token. `metadata` comes back with the form and says where the answer goes. */
export function connectModal(metadata: string): types.ModalView {
  return {
    ...modal('Connect an account', [
      paragraph(
        'Paste an access token of an Instagram professional account. Only Reachboard sees it; it is kept sealed.',
      ),
      {
        type: 'input',
        block_id: FIELD,
        label: plainText('Access token'),
        element: {
          type: 'plain_text_input',
          action_id: FIELD,
          placeholder: plainText('EAA… or IG…'),
          max_length: 3_000,
        },
      },
    ]),
    callback_id: CONNECT,
    private_metadata: metadata,
    submit: plainText('Connect'),
  };
}

/** Asks which account to remove; `choices` are whole commands. */
export function disconnectModal(choices: readonly Suggestion[]): types.ModalView {
  const options = choices
    .filter(({ text }) => text.length <= OPTION_VALUE)
    .slice(0, MOST_OPTIONS)
    .map(({ text }) => ({ text: plainText(cut(text.replace(/^disconnect\s+/u, ''), 75)), value: text }));
  if (options.length === 0) return modal('Disconnect', [paragraph('There is no account to disconnect.')]);
  return {
    ...modal('Disconnect an account', [
      paragraph('Its token is removed at once. Its numbers are kept for when it is connected again.'),
      {
        type: 'input',
        block_id: FIELD,
        label: plainText('Account'),
        element: { type: 'static_select', action_id: FIELD, options },
      },
    ]),
    callback_id: DISCONNECT,
    submit: plainText('Disconnect'),
  };
}

/** What was entered; undefined when nothing was. */
export function fieldOf(view: {
  readonly state: {
    readonly values: Readonly<
      Record<string, Readonly<Record<string, { value?: string | null; selected_option?: { value: string } | null }>>>
    >;
  };
}): string | undefined {
  const entered = view.state.values[FIELD]?.[FIELD];
  return entered?.selected_option?.value ?? entered?.value ?? undefined;
}
