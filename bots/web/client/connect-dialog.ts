/** The private form for an access token. What is typed goes to this process only and is forgotten at once. */
import { byId } from './dom.ts';

/** `send` resolves when the answer is in the channel; it rejects with a sentence to show. */
export function createConnectDialog(send: (token: string) => Promise<void>): () => void {
  const dialog = byId('connect', HTMLDialogElement);
  const form = byId('connect-form', HTMLFormElement);
  const input = byId('token', HTMLInputElement);
  const problem = byId('connect-problem', HTMLElement);
  const submit = byId('connect-send', HTMLButtonElement);

  function busy(is: boolean): void {
    submit.disabled = is;
    submit.textContent = is ? 'Checking with Instagram…' : 'Connect';
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const token = input.value.trim();
    input.value = '';
    problem.textContent = '';
    if (token === '') {
      problem.textContent = 'Paste a token first.';
      return;
    }
    busy(true);
    send(token)
      .then(
        () => {
          dialog.close();
        },
        (error: unknown) => {
          problem.textContent = error instanceof Error ? error.message : 'That did not work.';
          input.focus();
        },
      )
      .finally(() => {
        busy(false);
      });
  });
  byId('connect-cancel', HTMLButtonElement).addEventListener('click', () => {
    dialog.close();
  });
  dialog.addEventListener('close', () => {
    input.value = '';
    problem.textContent = '';
  });
  return () => {
    if (!dialog.open) dialog.showModal();
  };
}
