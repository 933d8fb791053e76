/** Completions under the composer: a combobox with a list (ARIA Authoring Practices, combobox pattern). */
import { readSuggestions, type SuggestionLine } from './api.ts';
import { byId, el } from './dom.ts';
import { withoutPrefix } from '../wire.ts';

export interface Suggestions {
  /** Asks for completions of what is typed now; only the newest answer is shown. */
  update(): void;
  close(): void;
  /** Handles a key of the input; true when it was the list's. */
  key(event: KeyboardEvent): boolean;
}

export function createSuggestions(input: HTMLInputElement): Suggestions {
  const list = byId('suggestions', HTMLElement);
  let lines: readonly SuggestionLine[] = [];
  let active = -1;
  let asked = 0;

  function mark(index: number): void {
    active = index;
    for (const [i, option] of [...list.children].entries()) {
      option.setAttribute('aria-selected', `${i === index}`);
      if (i === index) option.scrollIntoView({ block: 'nearest' });
    }
    if (index < 0) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', `suggestion-${index}`);
  }

  function show(found: readonly SuggestionLine[]): void {
    lines = found;
    list.replaceChildren(
      ...found.map(({ text, summary }, i) => {
        const option = el(
          'li',
          { role: 'option', id: `suggestion-${i}`, 'aria-selected': 'false' },
          el('span', { class: 'command' }, `/ig ${text}`),
          el('span', { class: 'summary' }, summary),
        );
        option.addEventListener('pointerdown', (event) => {
          event.preventDefault();
          accept(i);
        });
        return option;
      }),
    );
    list.hidden = found.length === 0;
    input.setAttribute('aria-expanded', `${found.length > 0}`);
    list.scrollTop = 0;
    mark(-1);
  }

  function close(): void {
    asked += 1;
    show([]);
  }

  function accept(index: number): void {
    const line = lines[index];
    if (line === undefined) return;
    input.value = `/ig ${line.text} `;
    input.focus();
    // Until new ones arrive there is nothing to choose: another Enter sends.
    show([]);
    update();
  }

  function update(): void {
    asked += 1;
    const mine = asked;
    const typed = withoutPrefix(input.value);
    if (input.value.trim() === '') {
      show([]);
      return;
    }
    readSuggestions(typed)
      .catch(() => [])
      .then((found) => {
        const useful = found.filter(({ text }) => text !== typed);
        if (mine === asked) show(document.activeElement === input ? useful : []);
      })
      .catch(() => undefined);
  }

  function key(event: KeyboardEvent): boolean {
    if (list.hidden || event.isComposing) return false;
    switch (event.key) {
      case 'ArrowDown':
        mark(active + 1 >= lines.length ? 0 : active + 1);
        return true;
      case 'ArrowUp':
        mark(active <= 0 ? lines.length - 1 : active - 1);
        return true;
      case 'Escape':
        close();
        return true;
      case 'Tab':
        if (event.shiftKey) return false;
        accept(Math.max(active, 0));
        return true;
      case 'Enter':
        if (active < 0) return false;
        accept(active);
        return true;
      default:
        return false;
    }
  }

  return { update, close, key };
}
