/** A message of ours as Discord shows it, from the body that Discord gets. */
import { el } from './dom.ts';
import { DISCORD_MARKS, marked } from './marks.ts';

interface Embed {
  readonly title?: string;
  readonly description?: string;
  readonly color?: number;
  readonly fields?: readonly { readonly name: string; readonly value: string; readonly inline?: boolean }[];
  readonly image?: { readonly url: string };
  readonly footer?: { readonly text: string };
}

/** What Create Message gets. */
export interface DiscordPayload {
  readonly content: string;
  readonly embeds: readonly Embed[];
  readonly components: readonly {
    readonly components: readonly { readonly style: number; readonly label?: string }[];
  }[];
  readonly attachments: readonly { readonly filename: string; readonly description?: string }[];
}

const PRIMARY = 1;

/** Discord puts this many fields in a line. */
const IN_A_LINE = 3;

function altOf({ attachments }: DiscordPayload, url: string): string {
  return attachments.find(({ filename }) => url === `attachment://${filename}`)?.description ?? '';
}

function embedElement(embed: Embed, payload: DiscordPayload, pictures: Readonly<Record<string, string>>): HTMLElement {
  const { title, description, color = 0, fields = [], image, footer } = embed;
  const text = (name: 'h4' | 'p', className: string | undefined, words: string | undefined): HTMLElement | undefined =>
    words === undefined ? undefined : el(name, { class: className }, ...marked(words, DISCORD_MARKS));
  const element = el(
    'div',
    { class: 'embed' },
    text('h4', undefined, title),
    text('p', 'description', description),
    fields.length === 0
      ? undefined
      : el(
          'dl',
          { class: `fields of-${Math.min(fields.length, IN_A_LINE)}` },
          ...fields.map(({ name, value, inline = false }) =>
            el(
              'div',
              { class: inline ? undefined : 'whole' },
              el('dt', {}, ...marked(name, DISCORD_MARKS)),
              el('dd', {}, ...marked(value, DISCORD_MARKS)),
            ),
          ),
        ),
    image === undefined ? undefined : el('img', { src: pictures[image.url], alt: altOf(payload, image.url) }),
    footer === undefined ? undefined : el('p', { class: 'footer-text' }, footer.text),
  );
  element.style.setProperty('--bar', `#${color.toString(16).padStart(6, '0')}`);
  return element;
}

export function discordElement(
  payload: DiscordPayload,
  pictures: Readonly<Record<string, string>>,
): readonly HTMLElement[] {
  const { content, embeds, components, attachments } = payload;
  const shown = new Set(embeds.flatMap(({ image }) => (image === undefined ? [] : [image.url])));
  const files = attachments.filter(({ filename }) => !shown.has(`attachment://${filename}`));
  return [
    el('p', { class: 'content' }, ...marked(content, DISCORD_MARKS)),
    ...embeds.map((embed) => embedElement(embed, payload, pictures)),
    ...files.map(({ filename }) => el('p', { class: 'attachment' }, filename)),
    ...components.map((row) =>
      el(
        'div',
        { class: 'controls' },
        ...row.components.map(({ style, label = '' }) =>
          el('span', { class: style === PRIMARY ? 'control primary' : 'control' }, label),
        ),
      ),
    ),
  ];
}
