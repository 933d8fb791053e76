/** The page: puts its parts together. */
import { digestOf, orderIn } from '../../../core/digests/change-button.ts';
import type { ReportAction } from '../../../core/reports/report.ts';
import type { PageEvent, PageMessage, PageReply } from '../wire.ts';
import { readMessages, readState, replaceAnswer, sendCommand, sendFiles, sendToken } from './api.ts';
import { createChannelList } from './channels.ts';
import { startComposer } from './composer.ts';
import { createConnectDialog } from './connect-dialog.ts';
import { byId, el } from './dom.ts';
import { createImportDialog } from './import-dialog.ts';
import { startLive } from './live.ts';
import { createLog } from './log.ts';
import { applyTheme, startTheme } from './theme.ts';

function start(): void {
  const waiting: PageMessage[] = [];
  let loading: object | undefined;
  const welcome = byId('welcome', HTMLElement);
  const log = createLog(press);
  const channels = createChannelList((name) => {
    void load(name);
  });
  const openConnect = createConnectDialog(async (token) => {
    show(await sendToken(token, channels.current()));
    void refresh();
  });

  const openImport = createImportDialog(async (account, platform, files) => {
    show(await sendFiles({ account, platform, files }, channels.current()));
    void refresh();
  });

  function complain(error: unknown): void {
    log.complain(error instanceof Error ? error.message : 'That did not work.');
  }

  function put(message: PageMessage): void {
    if (loading !== undefined) waiting.push(message);
    else if (message.channel === channels.current()) {
      welcome.hidden = true;
      log.put(message);
    } else if (!message.pending) channels.markUnread(message.channel);
  }

  function show(reply: PageReply): void {
    if (reply.message !== undefined) put(reply.message);
  }

  function send(text: string): void {
    log.calm();
    sendCommand(text, channels.current()).then(show, (error: unknown) => {
      complain(error);
      composer.giveBack(text);
    });
  }

  function press(message: PageMessage, action: ReportAction): void {
    log.calm();
    if (action.form === 'connect') openConnect();
    else if (action.form === 'digest') void offer(message, action.command);
    else replaceAnswer(action.command, message.id).then(show, complain);
  }

  /** Puts an order into the line; that of a digest as it is by now, and so the list that its button stands under. */
  async function offer({ id }: PageMessage, command: string): Promise<void> {
    const digest = digestOf(command);
    if (digest === undefined) {
      composer.offer(command);
      return;
    }
    try {
      const reply = await replaceAnswer('digest list', id);
      show(reply);
      composer.offer(orderIn(reply.report.actions, digest) ?? command);
    } catch (error) {
      complain(error);
    }
  }

  /** Shows a channel as the server knows it; what happens meanwhile is put on top. */
  async function load(name: string, again = false): Promise<void> {
    const turn = {};
    loading = turn;
    try {
      const messages = await readMessages(name);
      if (loading !== turn) return;
      welcome.hidden = messages.length > 0;
      if (again) log.catchUp(messages);
      else log.reset(messages);
    } catch (error) {
      complain(error);
    }
    if (loading !== turn) return;
    loading = undefined;
    for (const message of waiting.splice(0)) put(message);
  }

  async function refresh(): Promise<void> {
    try {
      const state = await readState();
      byId('demo', HTMLElement).hidden = !state.demo;
      byId('examples', HTMLElement).replaceChildren(
        ...state.examples.map(({ text, summary }) => {
          const button = el(
            'button',
            { type: 'button', class: 'example' },
            el('span', { class: 'command' }, `/ig ${text}`),
            el('span', { class: 'summary' }, summary),
          );
          button.addEventListener('click', () => {
            send(text);
            byId('command', HTMLInputElement).focus();
          });
          return el('li', {}, button);
        }),
      );
      channels.show(state.channels);
    } catch (error) {
      complain(error);
    }
  }

  function hear(event: PageEvent): void {
    if (event.kind === 'message') put(event.message);
    else channels.show(event.channels);
  }

  startTheme();
  const composer = startComposer(send, () => log.questions());
  byId('import-open', HTMLButtonElement).addEventListener('click', openImport);
  byId('demo-connect', HTMLButtonElement).addEventListener('click', openConnect);
  void refresh();
  let first = true;
  startLive(() => {
    if (!first) void refresh();
    first = false;
    if (channels.current() !== '') void load(channels.current(), true);
  }, hear);
}

applyTheme();
document.addEventListener('DOMContentLoaded', start);
