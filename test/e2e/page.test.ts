import assert from 'node:assert/strict';

import { closeBrowser } from '../fakes/browser.ts';
import { openPage, type PageSession } from '../fakes/page.ts';
import { HOSTILE_WORDS, hostileReport, plainReport } from '../fakes/reports.ts';

const GENERAL = { platform: 'local', workspaceRemoteId: 'local', channelId: 'general' };

describe('the page in a browser', function () {
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

  it('takes a command by keyboard alone, completes it, and shows the answer with its picture', async () => {
    await open();
    await page.getByRole('region', { name: 'Messages' }).focus();
    await page.keyboard.press('/');
    await page.keyboard.type('/ig rea');
    const command = page.getByRole('combobox', { name: 'Command' });
    await page.getByRole('option', { name: /reach week @bluebird/u }).waitFor();
    assert.equal(await command.getAttribute('aria-expanded'), 'true');
    for (let i = 0; i < 3; i += 1) await page.keyboard.press('ArrowDown');
    const active = page.locator(`#${(await command.getAttribute('aria-activedescendant')) ?? 'none'}`);
    assert.equal(await active.getAttribute('aria-selected'), 'true');
    await page.keyboard.press('Enter');
    assert.equal(await command.inputValue(), '/ig reach week @bluebird ');
    await page.keyboard.press('Enter');
    await sees('.card h3', 'Reach · @bluebird');
    await sees('.stat.hero .value', '12,345');
    await sees('#announcer', 'Reach of @bluebird, 17–23 Nov 2026: 12,345 accounts');
    const image = page.getByRole('img', { name: /Highest on Thu 19 Nov/u });
    await image.waitFor();
    await page.evaluate(`document.querySelector('figure img').decode()`);
    assert.equal(await page.evaluate(`document.querySelector('figure img').naturalWidth`), 1600);
    assert.deepEqual(
      door.calls.map(({ text }) => text),
      ['reach week @bluebird'],
    );
    assert.equal(await command.getAttribute('aria-expanded'), 'false');
    assert.deepEqual(tab.complaints, []);
  });

  it('gives the last command back with the Up key and closes the list with Escape', async () => {
    await open();
    await ask('accounts');
    const command = page.getByRole('combobox', { name: 'Command' });
    await command.press('ArrowUp');
    assert.equal(await command.inputValue(), '/ig accounts');
    await command.fill('/ig r');
    await page.getByRole('listbox').waitFor();
    await command.press('Escape');
    assert.equal(await page.getByRole('listbox').count(), 0);
    assert.equal(await command.inputValue(), '/ig r');
  });

  it('changes period and number in place when a button is pressed, and keeps the focus there', async () => {
    await open();
    await ask('reach week @bluebird');
    const period = page.getByRole('group', { name: 'Period' });
    assert.equal(await period.getByRole('button', { name: 'Week' }).getAttribute('aria-pressed'), 'true');
    await period.getByRole('button', { name: '28 days' }).focus();
    await page.keyboard.press('Enter');
    await sees('.card .subtitle', '27 Oct – 23 Nov 2026 · 28 days');
    const pressed = period.getByRole('button', { name: '28 days' });
    assert.equal(await pressed.getAttribute('aria-pressed'), 'true');
    assert.equal(await page.evaluate('document.activeElement.textContent'), '28 days');
    await page.getByRole('group', { name: 'Number' }).getByRole('button', { name: 'Views' }).click();
    await sees('.card h3', 'Views · @bluebird');
    assert.equal(await page.getByRole('article').count(), 1);
    assert.deepEqual(
      door.calls.map(({ text }) => text),
      ['reach week @bluebird', 'reach 28d @bluebird', 'views 28d @bluebird'],
    );
    assert.deepEqual(tab.complaints, []);
  });

  it('says that it is working on it, and shows the earlier answer until the new one is there', async () => {
    await open();
    await ask('reach week @bluebird');
    door.hold();
    await page.getByRole('button', { name: '28 days' }).click();
    await sees('.waiting', 'Working on it…');
    await sees('.card .subtitle', '17–23 Nov 2026');
    assert.equal(await page.locator('.reply').getAttribute('aria-busy'), 'true');
    door.release();
    await sees('.card .subtitle', '27 Oct – 23 Nov 2026');
    assert.equal(await page.locator('.waiting').count(), 0);
  });

  it('offers the corrected command after unknown words', async () => {
    await open();
    await ask('raech week');
    await sees('.card', 'I do not know “raech week”. Did you mean:');
    await page.getByRole('button', { name: '/ig reach week', exact: true }).click();
    await sees('.card h3', 'Reach · @bluebird');
  });

  it('opens the numbers of the picture as a table, which stays open when the period changes', async () => {
    await open();
    await ask('reach week @bluebird');
    const table = page.getByRole('table', { name: 'Reach by day' });
    assert.equal(await table.count(), 0);
    await page.getByText('Show as table').press('Enter');
    assert.equal(await table.getByRole('row').count(), 8);
    assert.equal(await table.getByRole('columnheader').first().innerText(), 'Day');
    await page.getByRole('button', { name: '28 days' }).click();
    await sees('.card .subtitle', '28 days');
    assert.equal(await table.getByRole('row').count(), 29);
  });

  it('shows the table instead of a picture that is gone', async () => {
    await open();
    await page.route('**/pictures/*', (route) => route.fulfill({ status: 404 }));
    await ask('reach week @bluebird');
    await page.getByRole('table', { name: 'Reach by day' }).waitFor();
    assert.equal(await page.getByRole('img', { name: /Reach of/u }).count(), 0);
  });

  it('switches channels, remembers what was said in each and marks what is new', async () => {
    await open();
    await ask('accounts');
    await page.getByRole('link', { name: 'alerts' }).click();
    await sees('#channel-name', 'alerts');
    await page.getByRole('heading', { name: 'Ask about your Instagram account' }).waitFor();
    await running.adapter.deliver(GENERAL, plainReport('Weekly digest'), 'digest:1');
    await page.getByRole('link', { name: 'general (new messages)' }).click();
    await sees('.card h3', 'Weekly digest');
    assert.equal(await page.getByRole('article').count(), 2);
    await page.reload();
    await sees('#channel-name', 'general');
    await sees('.card h3', 'Weekly digest');
  });

  it('adds a channel by keyboard and says why a name cannot be one', async () => {
    await open();
    await page.getByRole('button', { name: 'Add a channel' }).press('Enter');
    await page.keyboard.type('no spaces please');
    await page.keyboard.press('Enter');
    await sees('#channel-problem', 'A channel name has 1 to 30 letters');
    await page.getByRole('textbox', { name: 'Name of the new channel' }).fill('clients');
    await page.keyboard.press('Enter');
    await sees('#channel-name', 'clients');
    await ask('accounts');
    assert.equal(door.calls[0]?.caller.channelId, 'clients');
  });

  it('shows a delivered report at once, without being asked', async () => {
    await open();
    await running.adapter.deliver(GENERAL, plainReport('Follower alert'), 'alert:1');
    await sees('.card h3', 'Follower alert');
    await sees('#announcer', 'Follower alert in one line.');
  });

  it('shows foreign text as text: nothing runs, nothing links, nothing is made bold', async () => {
    await open();
    door.put('status', hostileReport());
    await ask('status');
    const card = page.locator('.card');
    const text = await card.innerText();
    for (const word of [...HOSTILE_WORDS, '<script>window.hacked = true</script>', '&lt;b&gt;', '@everyone']) {
      assert.ok(text.includes(word), word);
    }
    assert.equal(await card.locator('script, img, a, b, strong, em, code, iframe').count(), 0);
    assert.doesNotMatch(text, /[\u202a-\u202e\u2066-\u2069\u200b]/u);
    assert.equal(await page.evaluate(`'hacked' in window`), false);
    assert.deepEqual(tab.complaints, []);
  });

  it('greets with examples to click and says that demo data are made up', async () => {
    await open({ demo: true });
    await page.getByText('These numbers are made up.').waitFor();
    await page.getByRole('button', { name: /\/ig reach week/u }).click();
    await sees('.card h3', 'Reach · @bluebird');
    assert.equal(await page.getByRole('heading', { name: 'Ask about your Instagram account' }).count(), 0);
  });

  it('says nothing about demo data when the numbers are real', async () => {
    await open();
    await page.getByRole('button', { name: /\/ig reach week/u }).waitFor();
    assert.equal(await page.getByText('Demo data').isVisible(), false);
  });

  it('follows the theme of the system until another is chosen, pictures included', async () => {
    await open({}, { colorScheme: 'dark' });
    await ask('reach week @bluebird');
    const image = page.getByRole('img', { name: /Reach of/u });
    const back = (): Promise<unknown> => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const shown = (): Promise<unknown> => page.evaluate(`document.querySelector('figure img').currentSrc`);
    const [darkBack, darkPicture] = [await back(), await shown()];
    await page.getByRole('button', { name: 'Switch to the light theme' }).click();
    await page.waitForFunction(`document.querySelector('figure img').currentSrc !== ${JSON.stringify(darkPicture)}`);
    assert.notEqual(await back(), darkBack);
    await page.reload();
    await page.getByRole('button', { name: 'Switch to the dark theme' }).waitFor();
    await image.waitFor();
    assert.notEqual(await shown(), darkPicture);
    assert.deepEqual(tab.complaints, []);
  });

  it('shows a reply as it stands in Slack and in Discord, from what is sent there, with nothing left of the escapes', async () => {
    await open({}, { colorScheme: 'dark' });
    await ask('reach week @bluebird');
    const choice = page.getByRole('combobox', { name: 'Show as' });
    await choice.selectOption('As in Slack');
    const slack = page.getByRole('group', { name: 'As in Slack' });
    await slack.getByRole('heading', { name: 'Reach · @bluebird' }).waitFor();
    assert.equal(await page.locator('.card').isVisible(), false);
    await sees('.look .notification', 'Reach of @bluebird, 17–23 Nov 2026: 12,345 accounts');
    await sees('.look .control.primary', 'Week');
    await page.evaluate(`document.querySelector('.look img').decode()`);
    const light = await page.evaluate(`document.querySelector('.look img').currentSrc`);
    await choice.selectOption('As in Discord');
    const discord = page.getByRole('group', { name: 'As in Discord' });
    await discord.getByRole('heading', { name: 'Reach · @bluebird' }).waitFor();
    assert.equal(await slack.count(), 0);
    assert.match(await discord.locator('dd').first().innerText(), /^12,345/u);
    await page.evaluate(`document.querySelector('.look img').decode()`);
    assert.notEqual(await page.evaluate(`document.querySelector('.look img').currentSrc`), light);
    door.put('reach 28d @bluebird', plainReport('Another answer'));
    await page.evaluate(`fetch('/api/commands', { method: 'POST', headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ text: 'reach 28d @bluebird', message: document.querySelector('article').dataset.id }) })`);
    await discord.getByRole('heading', { name: 'Another answer' }).waitFor();
    await choice.selectOption('As on the page');
    await sees('.card h3', 'Another answer');
    assert.deepEqual(tab.complaints, []);
  });

  it('shows foreign text in every look as text, and every part that is sent', async () => {
    await open({}, { viewport: { width: 400, height: 800 } });
    door.put('status', hostileReport());
    await ask('status');
    for (const look of ['Slack', 'Discord']) {
      await page.getByRole('combobox', { name: 'Show as' }).selectOption(`As in ${look}`);
      const shown = page.getByRole('group', { name: `As in ${look}` });
      await shown.waitFor();
      const text = await shown.innerText();
      for (const word of [...HOSTILE_WORDS, '<script>window.hacked = true</script>', '&lt;b&gt;', '@everyone']) {
        assert.ok(text.includes(word), `${look}: ${word}`);
      }
      assert.doesNotMatch(text, /&amp;(?:amp|lt|gt);|\\/u, look);
      assert.equal(await shown.locator('script, a, em, s, u, .mention, .strange').count(), 0, look);
      const wide = await page.evaluate(`document.documentElement.scrollWidth > document.documentElement.clientWidth`);
      assert.equal(wide, false, look);
    }
    assert.equal(await page.evaluate(`'hacked' in window`), false);
    assert.deepEqual(tab.complaints, []);
  });

  it('keeps the words of a question that did not get through', async () => {
    await open();
    await page.route('**/api/commands', (route) => route.abort());
    const command = page.getByRole('combobox', { name: 'Command' });
    await command.fill('/ig reach week');
    await command.press('Enter');
    await sees('[role=alert]', 'Reachboard does not answer. Is it still running?');
    assert.equal(await command.inputValue(), '/ig reach week');
    await page.unroute('**/api/commands');
    await command.press('Enter');
    await sees('.card h3', 'Reach · @bluebird');
    assert.equal(await page.getByText('Reachboard does not answer').isVisible(), false);
  });

  it('fits a narrow screen without scrolling sideways, with everything in it', async () => {
    await open({ demo: true }, { viewport: { width: 400, height: 800 } });
    door.put('status', hostileReport());
    for (const text of ['reach week @bluebird', 'accounts', 'raech week', 'status']) await ask(text);
    await page.getByText('Show as table').first().click();
    const wide = await page.evaluate(
      `[document.documentElement, ...document.querySelectorAll('main, #scroller, .card')]
        .filter((element) => element.scrollWidth > element.clientWidth)
        .map((element) => element.outerHTML.slice(0, 80))`,
    );
    assert.deepEqual(wide, []);
    await page.getByRole('heading', { name: 'Reach · @bluebird' }).scrollIntoViewIfNeeded();
  });

  it('shows the start of an answer that is taller than the screen', async () => {
    await open({}, { viewport: { width: 400, height: 700 } });
    await ask('accounts');
    door.hold();
    await page.getByRole('combobox', { name: 'Command' }).fill('/ig reach week @bluebird');
    await page.keyboard.press('Enter');
    await page.locator('.waiting').waitFor();
    door.release();
    await sees('.stat.hero .value', '12,345');
    const hero = await page.locator('.stat.hero').boundingBox();
    assert.ok(hero !== null && hero.y > 0 && hero.y < 500, JSON.stringify(hero));
  });

  it('hands out a file of a report under its name', async () => {
    await open();
    const file = { kind: 'file', name: 'reach.csv', mediaType: 'text/csv', text: 'day,reach\r\n' } as const;
    door.put('status', plainReport('Export', { blocks: [file] }));
    await ask('status');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download reach.csv' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'reach.csv');
    assert.deepEqual(tab.complaints, []);
  });

  it('finds its way back when the program was started again', async () => {
    await open();
    await ask('accounts');
    await session.restart();
    await page.getByRole('heading', { name: 'Ask about your Instagram account' }).waitFor();
    await ask('accounts');
    assert.equal(await page.getByRole('article').count(), 1);
  });
});
