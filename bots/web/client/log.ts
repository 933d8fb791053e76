/** The messages of the channel shown now. */
import type { ReportAction } from '../../../core/reports/report.ts';
import type { PageMessage } from '../wire.ts';
import { byId, el } from './dom.ts';
import { lookSwitch } from './looks.ts';
import { reportElement } from './report.ts';

export interface Log {
  /** Shows these messages and no others. */
  reset(messages: readonly PageMessage[]): void;
  /** Adds a message, or changes the one with its id unless what is shown is newer. */
  put(message: PageMessage): void;
  /** Shows what changed in the channel on view while nobody listened; what the reader has opened stays open. */
  catchUp(messages: readonly PageMessage[]): void;
  /** A sentence of the page itself, such as "does not answer". */
  complain(words: string): void;
  /** Takes the last complaint away. */
  calm(): void;
  /** Questions of this channel, oldest first, for the Up key. */
  questions(): readonly string[];
}

interface Entry {
  readonly message: PageMessage;
  readonly element: HTMLElement;
}

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
/** A waiting line says how long it waits once it waits longer than this, in ms. */
const SOON = 1_000;
/** Room above a message that starts at the top, in px. */
const MARGIN = 20;

function timeElement(at: number): HTMLElement {
  const date = new Date(at);
  return el('time', { datetime: date.toISOString() }, TIME.format(date));
}

/** "Working on it…" with the seconds beside it, which a screen reader is not told every second. */
function waitingElement(): HTMLElement {
  const started = performance.now();
  const clock = el('span', { class: 'elapsed', 'aria-hidden': 'true' });
  const element = el(
    'p',
    { class: 'waiting' },
    el('span', { class: 'spinner', 'aria-hidden': 'true' }),
    'Working on it…',
    clock,
  );
  const timer = setInterval(() => {
    const waited = performance.now() - started;
    if (waited >= SOON) clock.textContent = `${Math.floor(waited / 1000)} s`;
    if (!element.isConnected) clearInterval(timer);
  }, 500);
  return element;
}

function messageElement(message: PageMessage, press: (action: ReportAction) => void): HTMLElement {
  const { question, answer, pending, at, edited = false } = message;
  const asked =
    question === undefined
      ? undefined
      : el(
          'div',
          { class: 'asked' },
          el('p', { class: 'who' }, el('span', { class: 'name' }, 'You'), timeElement(at)),
          el('p', { class: 'question' }, `/ig ${question}`.trim()),
        );
  const card = answer === undefined ? undefined : reportElement(answer.report, answer.status, press);
  const reply = el(
    'div',
    { class: 'reply', 'aria-busy': `${pending}` },
    el(
      'p',
      { class: 'who' },
      el('span', { class: 'name' }, 'Reachboard'),
      el('span', { class: 'badge' }, 'app'),
      question === undefined ? timeElement(at) : undefined,
      edited ? el('span', { class: 'edited' }, 'edited') : undefined,
      card === undefined || pending ? undefined : lookSwitch(message, card),
    ),
    card,
    pending ? waitingElement() : undefined,
  );
  const name = answer === undefined ? `/ig ${question ?? ''}` : answer.report.title;
  return el('article', { class: 'message', 'aria-label': name, 'data-id': message.id, tabindex: -1 }, asked, reply);
}

/** The answers under a message, which outlast its changes. */
function threadOf(element: HTMLElement): HTMLElement | null {
  return element.querySelector<HTMLElement>(':scope > .thread');
}

/** Which button of a message has the focus, so that its successor can take it. */
function focusedCommand(element: HTMLElement): string | undefined {
  const { activeElement } = document;
  return activeElement instanceof HTMLElement && element.contains(activeElement)
    ? (activeElement.dataset['command'] ?? '')
    : undefined;
}

function restoreFocus(element: HTMLElement, command: string | undefined): void {
  if (command === undefined) return;
  const buttons = [...element.querySelectorAll<HTMLElement>('button[data-command]')];
  (buttons.find((button) => button.dataset['command'] === command) ?? element).focus({ preventScroll: true });
}

export function createLog(press: (message: PageMessage, action: ReportAction) => void): Log {
  const list = byId('log', HTMLElement);
  const announcer = byId('announcer', HTMLElement);
  const complaint = byId('complaint', HTMLElement);
  const scroller = byId('scroller', HTMLElement);
  const entries = new Map<string, Entry>();

  function draw(message: PageMessage): HTMLElement {
    return messageElement(message, (action) => {
      press(message, action);
    });
  }

  function atEnd(): boolean {
    return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 160;
  }

  /** The end of the channel, or the start of a message too tall to be seen whole: its number stands at the top. */
  function reveal(element: HTMLElement): void {
    const top = element.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
    scroller.scrollTop = Math.min(top - MARGIN, scroller.scrollHeight);
  }

  function replace(entry: Entry, message: PageMessage): void {
    const follow = atEnd();
    const command = focusedCommand(entry.element);
    const open = entry.element.querySelector<HTMLDetailsElement>(':scope > .reply details')?.open ?? false;
    const element = draw(message);
    const details = element.querySelector('details');
    const thread = threadOf(entry.element);
    if (thread !== null) element.append(thread);
    if (open && details !== null) details.open = true;
    entry.element.replaceWith(element);
    entries.set(message.id, { message, element });
    restoreFocus(element, command);
    const first = entry.message.answer === undefined;
    if (first && follow && [...entries.keys()].at(-1) === message.id) reveal(element);
  }

  /** Under the message that it answers, as long as that is shown. */
  function homeOf({ under = '' }: PageMessage): HTMLElement {
    const parent = entries.get(under)?.element;
    if (parent === undefined) return list;
    const known = threadOf(parent);
    if (known !== null) return known;
    const thread = el('div', { class: 'thread', role: 'group', 'aria-label': 'Answers' });
    parent.append(thread);
    return thread;
  }

  function append(message: PageMessage): void {
    const element = draw(message);
    const follow = atEnd() || message.pending;
    entries.set(message.id, { message, element });
    homeOf(message).append(element);
    if (follow) reveal(element);
  }

  function reset(messages: readonly PageMessage[]): void {
    list.replaceChildren();
    entries.clear();
    complaint.hidden = true;
    for (const message of messages) append(message);
    const last = [...entries.values()].at(-1);
    if (last !== undefined) reveal(last.element);
  }

  function put(message: PageMessage): void {
    const entry = entries.get(message.id);
    if (entry !== undefined && entry.message.revision >= message.revision) return;
    if (entry === undefined) append(message);
    else replace(entry, message);
    if (!message.pending && message.answer !== undefined) announcer.textContent = message.answer.report.summary;
  }

  return {
    reset,
    put,
    catchUp(messages) {
      const ids = new Set(messages.map(({ id }) => id));
      if ([...entries.keys()].every((id) => ids.has(id))) messages.forEach(put);
      else reset(messages);
    },
    complain(words) {
      complaint.textContent = words;
      complaint.hidden = false;
      scroller.scrollTop = scroller.scrollHeight;
    },
    calm() {
      complaint.hidden = true;
    },
    questions: () => [...entries.values()].flatMap(({ message }) => message.question ?? []),
  };
}
