/** The line people type in. */
import { withoutPrefix } from '../wire.ts';
import { byId } from './dom.ts';
import { createSuggestions } from './suggestions.ts';

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, dialog') !== null;
}

export interface Composer {
  /** Puts a question back that did not get through, unless something else is being typed. */
  giveBack(text: string): void;
  /** Puts a command there to be finished by hand. */
  offer(text: string): void;
}

/** `send` gets what was typed without `/ig`; `recent` are earlier questions, oldest first. */
export function startComposer(send: (text: string) => void, recent: () => readonly string[]): Composer {
  const form = byId('composer', HTMLFormElement);
  const input = byId('command', HTMLInputElement);
  const suggestions = createSuggestions(input);
  let back = 0;

  function recall(step: number): void {
    const questions = recent();
    back = Math.min(Math.max(back + step, 0), questions.length);
    const question = questions.at(-back);
    input.value = back === 0 || question === undefined ? '' : `/ig ${question}`;
    input.setSelectionRange(input.value.length, input.value.length);
  }

  input.addEventListener('input', () => {
    back = 0;
    suggestions.update();
  });
  input.addEventListener('blur', () => {
    suggestions.close();
  });
  input.addEventListener('keydown', (event) => {
    if (suggestions.key(event)) {
      event.preventDefault();
    } else if (event.key === 'ArrowUp' && (input.value === '' || back > 0)) {
      event.preventDefault();
      recall(1);
    } else if (event.key === 'ArrowDown' && back > 0) {
      event.preventDefault();
      recall(-1);
    }
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = withoutPrefix(input.value).trim();
    if (input.value.trim() === '') return;
    input.value = '';
    back = 0;
    suggestions.close();
    send(text);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    event.preventDefault();
    input.focus();
  });
  // On a touch screen the focus would open the keyboard over the page.
  if (matchMedia('(pointer: fine)').matches) input.focus();
  return {
    giveBack(text) {
      if (input.value === '') input.value = `/ig ${text}`;
    },
    offer(text) {
      input.value = `/ig ${text} `;
      input.focus();
    },
  };
}
