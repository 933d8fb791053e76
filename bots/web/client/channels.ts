/** The list of channels and the form that adds one. */
import { addChannel } from './api.ts';
import { byId, el } from './dom.ts';

export interface ChannelList {
  show(names: readonly string[]): void;
  current(): string;
  /** Marks a channel in which something happened that nobody saw. */
  markUnread(name: string): void;
}

function nameFromAddress(): string {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return '';
  }
}

/** `open` is called with the channel to show, also for the first one. The address names it, so that a reload stays. */
export function createChannelList(open: (name: string) => void): ChannelList {
  const list = byId('channels', HTMLElement);
  const heading = byId('channel-name', HTMLElement);
  const form = byId('add-channel', HTMLFormElement);
  const input = byId('new-channel', HTMLInputElement);
  const problem = byId('channel-problem', HTMLElement);
  const unread = new Set<string>();
  let names: readonly string[] = [];
  let current = '';

  function draw(): void {
    list.replaceChildren(
      ...names.map((name) => {
        const link = el(
          'a',
          {
            href: `#${encodeURIComponent(name)}`,
            class: unread.has(name) ? 'unread' : undefined,
            'aria-current': name === current ? 'page' : undefined,
          },
          el('span', { class: 'hash', 'aria-hidden': 'true' }, '#'),
          el('span', { class: 'channel' }, name),
          unread.has(name) ? el('span', { class: 'hidden' }, ' (new messages)') : undefined,
        );
        return el('li', {}, link);
      }),
    );
    list.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  function choose(): void {
    const wanted = nameFromAddress();
    const first = names[0] ?? '';
    const name = names.includes(wanted) ? wanted : wanted === '' || current === '' ? first : current;
    if (name === current) return;
    current = name;
    unread.delete(name);
    heading.textContent = name;
    document.title = `#${name} · Reachboard`;
    draw();
    open(name);
  }

  addEventListener('hashchange', choose);
  byId('add-channel-button', HTMLButtonElement).addEventListener('click', (event) => {
    form.hidden = !form.hidden;
    if (event.currentTarget instanceof HTMLElement)
      event.currentTarget.setAttribute('aria-expanded', `${!form.hidden}`);
    if (!form.hidden) input.focus();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    problem.textContent = '';
    addChannel(input.value).then(
      (name) => {
        input.value = '';
        form.hidden = true;
        byId('add-channel-button', HTMLButtonElement).setAttribute('aria-expanded', 'false');
        if (!names.includes(name)) names = [...names, name];
        draw();
        location.hash = encodeURIComponent(name);
        byId('command', HTMLInputElement).focus();
      },
      (error: unknown) => {
        problem.textContent = error instanceof Error ? error.message : 'That did not work.';
      },
    );
  });

  return {
    show(all) {
      names = all;
      draw();
      choose();
    },
    current: () => current,
    markUnread(name) {
      unread.add(name);
      draw();
    },
  };
}
