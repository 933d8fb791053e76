/** A message of ours as Slack shows it, from the blocks that Slack gets. */
import { el, type Child } from './dom.ts';
import { marked, SLACK_ESCAPES, SLACK_MARKS } from './marks.ts';

interface TextObject {
  readonly type: 'plain_text' | 'mrkdwn';
  readonly text: string;
}

interface RichPart {
  readonly type: 'text' | 'link';
  readonly text?: string;
  readonly url?: string;
  readonly style?: { readonly bold?: boolean };
}

interface Control {
  readonly type: 'button' | 'static_select';
  readonly text?: TextObject;
  readonly style?: 'primary' | 'danger';
  readonly placeholder?: TextObject;
  readonly initial_option?: { readonly text: TextObject };
}

/** The blocks that our adapter makes. */
type Block =
  | { readonly type: 'header' | 'section'; readonly text: TextObject }
  | { readonly type: 'context'; readonly elements: readonly TextObject[] }
  | {
      readonly type: 'rich_text';
      readonly elements: readonly {
        readonly type: 'rich_text_section' | 'rich_text_preformatted';
        readonly elements: readonly RichPart[];
      }[];
    }
  | { readonly type: 'image'; readonly slack_file: { readonly id: string }; readonly alt_text: string }
  | { readonly type: 'table'; readonly rows: readonly (readonly { readonly text: string }[])[] }
  | { readonly type: 'actions'; readonly elements: readonly Control[] };

/** What `chat.postMessage` gets. */
export interface SlackPayload {
  readonly text: string;
  readonly blocks: readonly Block[];
}

function words({ type, text }: TextObject): readonly Child[] {
  return type === 'mrkdwn' ? marked(text, SLACK_MARKS) : [text];
}

function richPart({ type, text = '', url = '', style }: RichPart): Child {
  if (type === 'link') return el('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, text);
  return style?.bold === true ? el('strong', {}, text) : text;
}

function table(rows: readonly (readonly { readonly text: string }[])[]): HTMLElement {
  const [head = [], ...body] = rows;
  return el(
    'div',
    { class: 'table-frame', tabindex: 0, role: 'group', 'aria-label': 'Table' },
    el(
      'table',
      {},
      el('thead', {}, el('tr', {}, ...head.map(({ text }) => el('th', { scope: 'col' }, text)))),
      el('tbody', {}, ...body.map((row) => el('tr', {}, ...row.map(({ text }) => el('td', {}, text))))),
    ),
  );
}

function control({ type, text, style, placeholder, initial_option }: Control): HTMLElement {
  const label = type === 'button' ? text : (initial_option?.text ?? placeholder);
  return el('span', { class: ['control', style ?? '', type === 'button' ? '' : 'menu'].join(' ').trim() }, label?.text);
}

function blockElement(block: Block, pictures: Readonly<Record<string, string>>): HTMLElement {
  switch (block.type) {
    case 'header':
      return el('h4', {}, ...words(block.text));
    case 'section':
      return el('p', {}, ...words(block.text));
    case 'context':
      return el('p', { class: 'context' }, ...block.elements.flatMap(words));
    case 'rich_text':
      return el(
        'div',
        {},
        ...block.elements.map(({ type, elements }) =>
          type === 'rich_text_preformatted'
            ? el('pre', { tabindex: 0 }, ...elements.map(richPart))
            : el('p', {}, ...elements.map(richPart)),
        ),
      );
    case 'image':
      return el('img', { src: pictures[block.slack_file.id], alt: block.alt_text });
    case 'table':
      return table(block.rows);
    case 'actions':
      return el('div', { class: 'controls' }, ...block.elements.map(control));
    default:
      return el('p', { class: 'strange' }, `[${(block as { readonly type: string }).type}]`);
  }
}

/** The message; below it the words of its notification, which Slack shows nowhere else. */
export function slackElement(
  { text, blocks }: SlackPayload,
  pictures: Readonly<Record<string, string>>,
): readonly HTMLElement[] {
  return [
    ...blocks.map((block) => blockElement(block, pictures)),
    el('p', { class: 'notification' }, 'Notification: ', ...marked(text, SLACK_ESCAPES)),
  ];
}
