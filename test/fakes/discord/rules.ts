/** Rules of Discord's pages that its OpenAPI document does not hold: sums, counts, names. */
import type { APIEmbed } from 'discord.js';

export interface SentBody {
  readonly content?: string | null;
  readonly embeds?: readonly APIEmbed[] | null;
  readonly components?: readonly { readonly type: number; readonly components?: readonly SentButton[] }[] | null;
  readonly attachments?:
    readonly { readonly id: number | string; readonly filename?: string; readonly description?: string }[] | null;
  readonly allowed_mentions?: { readonly parse?: readonly string[] } | null;
  readonly flags?: number | null;
  readonly nonce?: string | number | null;
  readonly enforce_nonce?: boolean | null;
  readonly message_reference?: { readonly message_id: string } | null;
}

export interface SentButton {
  readonly type: number;
  readonly label?: string;
  readonly custom_id?: string;
  readonly style?: number;
}

const count = (text: string | undefined): number => Array.from((text ?? '').trim()).length;

function embedText({ title, description, footer, author, fields = [] }: APIEmbed): number {
  return [title, description, footer?.text, author?.name, ...fields.flatMap(({ name, value }) => [name, value])].reduce(
    (sum, text) => sum + count(text),
    0,
  );
}

function embedFaults(embeds: readonly APIEmbed[]): readonly string[] {
  const faults: string[] = [];
  const most = (what: string, text: string | undefined, limit: number): void => {
    if (count(text) > limit) faults.push(`${what} is longer than ${limit}`);
  };
  for (const { title, description, footer, fields = [] } of embeds) {
    most('embed title', title, 256);
    most('embed description', description, 4_096);
    most('embed footer', footer?.text, 2_048);
    if (fields.length > 25) faults.push('more than 25 fields');
    for (const { name, value } of fields) {
      most('field name', name, 256);
      most('field value', value, 1_024);
      if (count(name) === 0 || count(value) === 0) faults.push('a blank field');
    }
  }
  if (embeds.reduce((sum, embed) => sum + embedText(embed), 0) > 6_000) faults.push('embeds over 6000');
  return faults;
}

function buttonFaults(rows: NonNullable<SentBody['components']>): readonly string[] {
  const buttons = rows.flatMap(({ components = [] }) => components);
  const ids = buttons.flatMap(({ custom_id: id }) => (id === undefined ? [] : [id]));
  return [
    ...(rows.length > 5 ? ['more than 5 rows'] : []),
    ...(rows.some(({ components = [] }) => components.length > 5) ? ['more than 5 buttons in a row'] : []),
    ...(new Set(ids).size < ids.length ? ['the same custom_id twice'] : []),
    ...buttons.flatMap(({ label }) =>
      count(label) === 0 || count(label) > 80 ? ['a button label of wrong length'] : [],
    ),
  ];
}

/** What is wrong with a message body; `files` are the names of the files that came with it. */
export function messageFaults(body: SentBody, files: readonly string[]): readonly string[] {
  const embeds = body.embeds ?? [];
  const named = (body.attachments ?? []).flatMap(({ filename }) => (filename === undefined ? [] : [filename]));
  const shown = embeds.flatMap(({ image }) => (image?.url.startsWith('attachment://') ? [image.url.slice(13)] : []));
  return [
    ...(count(body.content ?? '') > 2_000 ? ['content over 2000'] : []),
    ...(count(body.content ?? '') === 0 && embeds.length === 0 && files.length === 0 ? ['an empty message'] : []),
    ...embedFaults(embeds),
    ...buttonFaults(body.components ?? []),
    ...(body.allowed_mentions?.parse?.length === 0 ? [] : ['mentions are not switched off']),
    ...shown.filter((name) => !files.includes(name)).map((name) => `no file ${name}`),
    ...files.filter((name) => !/^[\w.-]+$/u.test(name)).map((name) => `a bad file name ${name}`),
    ...(named.length === files.length ? [] : ['files and attachments do not match']),
    ...(body.attachments ?? [])
      .filter(({ filename = '', description = '' }) => filename.endsWith('.png') && count(description) === 0)
      .map(({ filename }) => `no description of ${filename}`),
  ];
}

/** What is wrong with completions. */
export function choiceFaults(
  choices: readonly { readonly name: string; readonly value: unknown }[],
): readonly string[] {
  return [
    ...(choices.length > 25 ? ['more than 25 choices'] : []),
    ...choices.flatMap(({ name, value }) =>
      count(name) === 0 || count(name) > 100 || count(String(value)) > 100 ? ['a choice of wrong length'] : [],
    ),
  ];
}
