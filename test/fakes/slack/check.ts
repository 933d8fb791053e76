/** What Slack refuses in blocks: unknown properties, wrong lengths and counts (docs.slack.dev/reference/block-kit, read 2026-11). */

type Json = Readonly<Record<string, unknown>>;

export type Surface = 'message' | 'ephemeral' | 'home' | 'modal';

/** Properties of every kind we know; anything else fails the whole message. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  header: ['text'],
  section: ['text', 'fields', 'accessory'],
  context: ['elements'],
  divider: [],
  image: ['slack_file', 'alt_text', 'title'],
  actions: ['elements'],
  input: ['label', 'element', 'hint', 'optional', 'dispatch_action'],
  external_select: ['action_id', 'placeholder', 'min_query_length', 'initial_option'],
  multi_external_select: ['action_id', 'placeholder', 'min_query_length', 'initial_options', 'max_selected_items'],
  conversations_select: [
    'action_id',
    'placeholder',
    'filter',
    'initial_conversation',
    'default_to_current_conversation',
    'response_url_enabled',
  ],
  users_select: ['action_id', 'placeholder', 'initial_user'],
  multi_users_select: ['action_id', 'placeholder', 'initial_users', 'max_selected_items'],
  timepicker: ['action_id', 'placeholder', 'initial_time', 'timezone'],
  checkboxes: ['action_id', 'options', 'initial_options'],
  radio_buttons: ['action_id', 'options', 'initial_option'],
  rich_text: ['elements'],
  table: ['rows', 'column_settings'],
  rich_text_section: ['elements'],
  rich_text_preformatted: ['elements', 'border'],
  text: ['text', 'style'],
  link: ['url', 'text', 'style'],
  plain_text: ['text', 'emoji'],
  raw_text: ['text'],
  button: ['text', 'action_id', 'value', 'style', 'confirm', 'url', 'accessibility_label'],
  static_select: ['action_id', 'placeholder', 'options', 'initial_option', 'confirm'],
  plain_text_input: ['action_id', 'placeholder', 'max_length', 'min_length', 'multiline', 'initial_value'],
};
/** Elements without options of ours. */
const FREE = new Set([
  'plain_text_input',
  'external_select',
  'multi_external_select',
  'conversations_select',
  'users_select',
  'multi_users_select',
  'timepicker',
]);
const BLOCKS = new Set(['header', 'section', 'context', 'divider', 'image', 'actions', 'input', 'rich_text', 'table']);
const ALLOWED: Readonly<Record<Surface, { readonly most: number; readonly no: readonly string[] }>> = {
  message: { most: 50, no: ['input'] },
  ephemeral: { most: 50, no: ['input', 'table'] },
  home: { most: 100, no: ['table'] },
  modal: { most: 100, no: ['table'] },
};

function size(value: unknown): number {
  return typeof value === 'string' ? Array.from(value).length : 0;
}

function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as Json[]) : [];
}

function between(name: string, value: unknown, least: number, most: number): readonly string[] {
  const length = Array.isArray(value) ? value.length : size(value);
  return length >= least && length <= most ? [] : [`${name} is ${length}, allowed are ${least} to ${most}`];
}

function text(name: string, value: unknown, most: number): readonly string[] {
  const object = (value ?? {}) as Json;
  return [
    ...(object['type'] === 'plain_text' ? [] : [`${name} is no plain_text`]),
    ...between(name, object['text'], 1, most),
  ];
}

/** Markup may hold one mention and nothing else. */
function isMention(object: unknown): boolean {
  const { type, text: words } = (object ?? {}) as Json;
  return type === 'mrkdwn' && /^<(?:@[UW]|!subteam\^S)[A-Z0-9]+>$/u.test(String(words));
}

function keys(object: Json): readonly string[] {
  const type = String(object['type']);
  const known = KEYS[type];
  if (known === undefined) return [`the type ${type} is not known`];
  return Object.keys(object)
    .filter((key) => key !== 'type' && key !== 'block_id' && !known.includes(key))
    .map((key) => `${type} has no property ${key}`);
}

function richText(element: Json): readonly string[] {
  const own = keys(element);
  if (element['type'] === 'text') return [...own, ...between('rich text', element['text'], 1, 9_000)];
  if (element['type'] === 'link') return [...own, ...between('link', element['url'], 1, 3_000)];
  return [...own, ...list(element['elements']).flatMap(richText)];
}

function action(element: Json): readonly string[] {
  const id = [...between('action_id', element['action_id'], 1, 255)];
  if (element['type'] === 'button') {
    return [
      ...keys(element),
      ...id,
      ...text('button', element['text'], 75),
      ...between('value', element['value'] ?? 'x', 0, 2_000),
    ];
  }
  if (element['placeholder'] !== undefined) id.push(...text('placeholder', element['placeholder'], 150));
  if (FREE.has(String(element['type']))) return [...keys(element), ...id];
  const options = list(element['options']);
  const most = element['type'] === 'static_select' ? 100 : 10;
  return [
    ...keys(element),
    ...id,
    ...between('options', options, 1, most),
    ...options.flatMap((one) => [...text('option', one['text'], 75), ...between('option value', one['value'], 1, 150)]),
    ...(element['initial_option'] === undefined ||
    JSON.stringify(options).includes(JSON.stringify(element['initial_option']))
      ? []
      : ['the initial option is none of the options']),
  ];
}

function table(block: Json): readonly string[] {
  const rows = Array.isArray(block['rows']) ? (block['rows'] as Json[][]) : [];
  const cells = rows.flat();
  const total = cells.reduce((sum, cell) => sum + size(cell['text']), 0);
  return [
    ...between('table rows', rows, 1, 100),
    ...rows.flatMap((row) => between('table columns', row, 1, 20)),
    ...(rows.every((row) => row.length === rows[0]?.length) ? [] : ['table rows differ in length']),
    ...cells.flatMap((cell) => [...keys(cell), ...between('cell', cell['text'], 1, 10_000)]),
    ...(total <= 10_000 ? [] : [`the table has ${total} characters`]),
  ];
}

function block(one: Json, isReady: (file: string) => boolean): readonly string[] {
  const elements = list(one['elements']);
  switch (one['type']) {
    case 'header':
      return text('header', one['text'], 150);
    case 'section':
      return isMention(one['text']) ? [] : text('section', one['text'], 3_000);
    case 'context':
      return [
        ...between('context', elements, 1, 10),
        ...elements.flatMap((element) => text('context', element, 3_000)),
      ];
    case 'image': {
      const id = String((one['slack_file'] as Json | undefined)?.['id']);
      return [...between('alt_text', one['alt_text'], 1, 2_000), ...(isReady(id) ? [] : [`invalid slack file ${id}`])];
    }
    case 'actions':
      return [...between('actions', elements, 1, 25), ...elements.flatMap(action)];
    case 'input':
      return [
        ...text('label', one['label'], 2_000),
        ...(one['hint'] === undefined ? [] : text('hint', one['hint'], 2_000)),
        ...action(one['element'] as Json),
      ];
    case 'rich_text':
      return elements.flatMap(richText);
    case 'table':
      return table(one);
    default:
      return [];
  }
}

function unique(name: string, ids: readonly unknown[]): readonly string[] {
  const given = ids.filter((id) => id !== undefined);
  return new Set(given).size === given.length ? [] : [`a ${name} is used twice`];
}

/** What is wrong with these blocks on this surface, in words; empty when Slack would take them. */
export function checkBlocks(blocks: unknown, surface: Surface, isReady: (file: string) => boolean): readonly string[] {
  const { most, no } = ALLOWED[surface];
  const all = list(blocks);
  return [
    ...between('blocks', all, 1, most),
    ...all.flatMap((one) => (BLOCKS.has(String(one['type'])) ? [] : [`${String(one['type'])} is no block`])),
    ...all.flatMap((one) =>
      no.includes(String(one['type'])) ? [`${String(one['type'])} is not allowed in a ${surface}`] : [],
    ),
    ...all.flatMap(keys),
    ...all.flatMap((one) => block(one, isReady)),
    ...(all.filter((one) => one['type'] === 'table').length > 1 ? ['only_one_table_allowed'] : []),
    ...unique(
      'block_id',
      all.map((one) => one['block_id']),
    ),
    ...unique(
      'action_id',
      all.flatMap((one) =>
        one['type'] === 'actions'
          ? list(one['elements']).map((element) => `${String(one['block_id'])}/${String(element['action_id'])}`)
          : [],
      ),
    ),
  ];
}

/** What is wrong with a view. */
export function checkView(view: Json, isReady: (file: string) => boolean): readonly string[] {
  const surface = view['type'] === 'home' ? 'home' : 'modal';
  const title = surface === 'modal' ? text('title', view['title'], 24) : [];
  const input = list(view['blocks']).some((one) => one['type'] === 'input');
  return [
    ...title,
    ...(view['submit'] === undefined ? [] : text('submit', view['submit'], 24)),
    ...(input && view['submit'] === undefined ? ['a view with inputs needs submit'] : []),
    ...between('private_metadata', view['private_metadata'] ?? '', 0, 3_000),
    ...checkBlocks(view['blocks'], surface, isReady),
  ];
}
