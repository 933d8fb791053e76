/** The form that takes exported files: chosen or dropped, read here and sent to this process only. */
import type { UploadedFile } from '../wire.ts';
import { readSuggestions } from './api.ts';
import { byId, el } from './dom.ts';

/** As the server counts: all files together. */
const MOST_BYTES = 8 * 1024 * 1024;
const MOST_FILES = 20;

function base64(buffer: ArrayBuffer): string {
  const bytes = new Uint8Array(buffer);
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

function sizeWords(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** The accounts that are known, as the completions of a command name them. */
async function readAccounts(): Promise<readonly string[]> {
  const found = await readSuggestions('reach week @').catch(() => []);
  return found.flatMap(({ text }) => /@\S+$/u.exec(text)?.[0] ?? []);
}

/** `send` resolves when the answer is in the channel; it rejects with a sentence to show. */
export function createImportDialog(
  send: (account: string, platform: string, files: readonly UploadedFile[]) => Promise<void>,
): () => void {
  const dialog = byId('import', HTMLDialogElement);
  const account = byId('import-account', HTMLInputElement);
  const known = byId('import-accounts', HTMLDataListElement);
  const platform = byId('import-platform', HTMLSelectElement);
  const input = byId('import-files', HTMLInputElement);
  const list = byId('import-list', HTMLUListElement);
  const problem = byId('import-problem', HTMLElement);
  const submit = byId('import-send', HTMLButtonElement);
  let files: readonly File[] = [];

  function show(): void {
    list.replaceChildren(
      ...files.map((file) => el('li', {}, el('span', {}, file.name), el('span', {}, sizeWords(file.size)))),
    );
  }

  function take(chosen: FileList | undefined): void {
    files = [...files, ...(chosen ?? [])];
    problem.textContent = '';
    input.value = '';
    show();
  }

  function fault(): string | undefined {
    if (account.value.trim() === '') return 'Say whose numbers these are.';
    if (files.length === 0) return 'Choose at least one file.';
    if (files.length > MOST_FILES) return `At most ${MOST_FILES} files at once.`;
    const size = files.reduce((sum, file) => sum + file.size, 0);
    return size > MOST_BYTES
      ? `The files have ${sizeWords(size)}, more than the 8 MB that go here. Use npm run import for them.`
      : undefined;
  }

  async function read(): Promise<readonly UploadedFile[]> {
    const read: UploadedFile[] = [];
    for (const [index, file] of files.entries()) {
      submit.textContent = `Reading file ${index + 1} of ${files.length}…`;
      read.push({ name: file.name, savedAt: file.lastModified, base64: base64(await file.arrayBuffer()) });
    }
    submit.textContent = 'Importing…';
    return read;
  }

  async function go(): Promise<void> {
    const wrong = fault();
    problem.textContent = wrong ?? '';
    if (wrong !== undefined) return;
    submit.disabled = true;
    try {
      await send(account.value.trim(), platform.value, await read());
      dialog.close();
    } catch (error) {
      problem.textContent = error instanceof Error ? error.message : 'That did not work.';
    } finally {
      submit.disabled = false;
      submit.textContent = 'Import';
    }
  }

  byId('import-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    void go();
  });
  input.addEventListener('change', () => {
    take(input.files ?? undefined);
  });
  dialog.addEventListener('dragover', (event) => {
    event.preventDefault();
  });
  dialog.addEventListener('drop', (event) => {
    event.preventDefault();
    take(event.dataTransfer?.files);
  });
  byId('import-cancel', HTMLButtonElement).addEventListener('click', () => {
    dialog.close();
  });
  dialog.addEventListener('close', () => {
    files = [];
    problem.textContent = '';
    show();
  });
  return () => {
    if (!dialog.open) dialog.showModal();
    void readAccounts().then((names) => {
      known.replaceChildren(...names.map((value) => el('option', { value })));
    });
  };
}
