/** A reply as on the page, as in Slack or as in Discord: the same payload that is sent there, drawn alike. */
import type { LookName, PageLook, PageMessage } from '../wire.ts';
import { readLook } from './api.ts';
import { discordElement, type DiscordPayload } from './discord-look.ts';
import { el } from './dom.ts';
import { slackElement, type SlackPayload } from './slack-look.ts';

const NAMES: Readonly<Record<LookName, string>> = { slack: 'Slack', discord: 'Discord' };
/** What a message was last shown as; it stays so when its answer changes. */
const chosen = new Map<string, LookName>();

function isLookName(value: string): value is LookName {
  return value in NAMES;
}

function lookElement({ look, payload, pictures }: PageLook): HTMLElement {
  const parts =
    look === 'slack'
      ? slackElement(payload as SlackPayload, pictures)
      : discordElement(payload as DiscordPayload, pictures);
  return el(
    'div',
    { class: `look ${look}`, role: 'group', 'aria-label': `As in ${NAMES[look]}` },
    el('span', { class: 'avatar', 'aria-hidden': 'true' }),
    el(
      'div',
      { class: 'body' },
      el('p', { class: 'author' }, el('strong', {}, 'Reachboard'), el('span', { class: 'app' }, 'APP')),
      ...parts,
    ),
  );
}

/** The switch of a message, which shows its card or a look in place of it. */
export function lookSwitch({ id }: PageMessage, card: HTMLElement): HTMLElement {
  let shown: HTMLElement | undefined;
  const select = el(
    'select',
    { class: 'look-switch', 'aria-label': 'Show as' },
    el('option', { value: '' }, 'As on the page'),
    ...Object.entries(NAMES).map(([value, name]) => el('option', { value }, `As in ${name}`)),
  );

  function put(element: HTMLElement | undefined): void {
    shown?.remove();
    shown = element;
    card.hidden = element !== undefined;
    if (element !== undefined) card.after(element);
  }

  async function change(value: string): Promise<void> {
    if (!isLookName(value)) {
      chosen.delete(id);
      put(undefined);
      return;
    }
    chosen.set(id, value);
    try {
      const look = await readLook(id, value);
      if (select.value === value) put(lookElement(look));
    } catch (error) {
      const words = error instanceof Error ? error.message : 'That did not work.';
      put(el('p', { class: 'notice warning', role: 'alert' }, words));
    }
  }

  select.addEventListener('change', () => void change(select.value));
  const before = chosen.get(id);
  if (before !== undefined) {
    select.value = before;
    void change(before);
  }
  return select;
}
