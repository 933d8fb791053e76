import assert from 'node:assert/strict';

import { closeBrowser } from '../fakes/browser.ts';
import { openPage, type PageSession } from '../fakes/page.ts';
import { plainReport, TOKEN } from '../fakes/reports.ts';

describe('the forms of the page', function () {
  this.timeout(60_000);
  let session: PageSession;
  let door: PageSession['door'];
  let running: PageSession['running'];
  let tab: PageSession['tab'];
  let page: PageSession['page'];

  async function open(...options: Parameters<typeof openPage>): Promise<void> {
    session = await openPage(...options);
    ({ door, running, tab, page } = session);
  }
  const ask = (text: string): Promise<void> => session.ask(text);
  const sees = (selector: string, words: string): Promise<void> => session.sees(selector, words);

  afterEach(() => session.close());
  after(closeBrowser);

  it('takes exported files in a form of its own, says what is missing, and shows what became of them', async () => {
    await open();
    await page.getByRole('button', { name: 'Import files' }).click();
    const form = page.getByRole('dialog', { name: 'Import files' });
    const send = form.getByRole('button', { name: 'Import', exact: true });
    await send.click();
    await sees('#import-problem', 'Say whose numbers these are.');
    const offered = page.locator('#import-accounts option');
    for (const name of ['@bluebird', '@harbour.light']) {
      await offered.and(page.locator(`[value="${name}"]`)).waitFor({ state: 'attached' });
    }
    await form.getByLabel('Account').fill('@shop.one');
    await send.click();
    await sees('#import-problem', 'Choose at least one file.');
    const file = (name: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from('sep=,\n') });
    await form.getByLabel(/^Files/u).setInputFiles([file('Reach.csv'), file('Posts.csv')]);
    await sees('#import-list li', 'Posts.csv');
    await send.click();
    await sees('.card h3', 'Imported for @shop.one');
    assert.equal(await form.isVisible(), false);
    assert.deepEqual(
      door.wishes[0]?.files.map(({ name, bytes }) => [name, Buffer.from(bytes).toString()]),
      ['Reach.csv', 'Posts.csv'].map((name) => [name, 'sep=,\n']),
    );
  });

  it('sends the token from its private form and leaves it nowhere', async () => {
    await open({ demo: true });
    const sent: string[] = [];
    page.on('request', (request) => sent.push(`${request.method()} ${request.url()}`));
    await page.getByRole('button', { name: 'Connect Instagram' }).click();
    const dialog = page.getByRole('dialog', { name: 'Connect an Instagram account' });
    const field = dialog.getByLabel('Access token');
    assert.equal(await field.getAttribute('type'), 'password');
    assert.equal(await page.evaluate('document.activeElement.id'), 'token');
    await page.keyboard.type(TOKEN);
    await page.keyboard.press('Enter');
    await sees('.card', 'Connected @harbour.light.');
    await dialog.waitFor({ state: 'hidden' });
    assert.deepEqual(door.tokens, [TOKEN]);
    const left = await page.evaluate<string>(
      `[document.documentElement.outerHTML, JSON.stringify(localStorage), location.href,
        ...[...document.querySelectorAll('input')].map((input) => input.value)].join()`,
    );
    assert.ok(!(left + sent.join('\n') + running.logged() + JSON.stringify(await running.messages())).includes(TOKEN));
    assert.ok(sent.includes(`POST ${running.url}/api/connect`));
    assert.deepEqual(tab.complaints, []);
  });

  it('opens the form from a button of a reply, and closes it without a trace', async () => {
    await open();
    await ask('connect');
    await page.getByRole('button', { name: 'Enter a token' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Access token').fill(TOKEN);
    await page.keyboard.press('Escape');
    await page.waitForFunction(`document.querySelector('#token').value === ''`);
    assert.equal(await dialog.isVisible(), false);
    assert.deepEqual([door.tokens, door.calls.length], [[], 1]);
  });

  it('puts the order of a digest into the line as it is by now, however old the list is', async () => {
    await open();
    const order = (time: string): void => {
      const command = `digest schedule monday ${time} Europe/Berlin #general @bluebird replace 7`;
      const table = { kind: 'table', caption: 'Digests', columns: ['Number', 'When'], rows: [['7', time]] } as const;
      const actions = [
        { label: 'Order a digest', command: 'digest schedule monday', group: 'metric', form: 'digest' },
        { label: 'Change', command, group: 'fix', form: 'digest', row: 0 },
      ] as const;
      door.put('digest list', plainReport('Digests', { blocks: [table], actions }));
    };
    order('09:00');
    await ask('digest list');
    order('10:15');
    const line = page.getByRole('combobox', { name: 'Command' });
    await page.getByRole('button', { name: 'Order a digest' }).click();
    assert.equal(await line.inputValue(), '/ig digest schedule monday ');
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await sees('.card td', '10:15');
    await page.waitForFunction(`document.querySelector('#command').value.includes('replace 7')`);
    assert.equal(
      await line.inputValue(),
      '/ig digest schedule monday 10:15 Europe/Berlin #general @bluebird replace 7 ',
    );
    assert.deepEqual(tab.complaints, []);
  });
});
