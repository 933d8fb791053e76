import assert from 'node:assert/strict';
import { request } from 'node:http';

import type { PageAnswer, PageEvent, PageReply, PageState } from '../../../bots/web/wire.ts';
import { isAppError } from '../../../core/errors.ts';
import { createFakeDoor, type FakeDoor } from '../../fakes/door.ts';
import { plainReport, TOKEN } from '../../fakes/reports.ts';
import { startPage, type RunningPage } from '../../fakes/web.ts';

interface Refusal {
  readonly error: string;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47];

describe('the API of the page', () => {
  let door: FakeDoor;
  let page: RunningPage;
  beforeEach(async () => {
    door = createFakeDoor();
    page = await startPage(door);
  });
  afterEach(async () => {
    door.release();
    await page.stop();
  });

  it('answers a command with the report as JSON, pictures by address, and keeps nothing of it', async () => {
    const { status, body } = await page.post<PageAnswer>('/api/commands', { text: '/ig reach week @bluebird' });
    assert.equal(status, 200);
    assert.deepEqual([body.status, body.audience, body.data?.['value']], ['answered', 'channel', 12_345]);
    assert.equal(body.report.title, 'Reach · @bluebird');
    const picture = body.report.blocks.find((block) => block.kind === 'picture');
    assert.ok(picture?.darkUrl !== undefined);
    assert.equal(picture.table.rows.length, 7);
    for (const url of [picture.url, picture.darkUrl]) {
      const reply = await fetch(page.url + url);
      assert.equal(reply.headers.get('content-type'), 'image/png');
      assert.deepEqual([...new Uint8Array(await reply.arrayBuffer())].slice(0, 4), SIGNATURE);
    }
    assert.notEqual(picture.url, picture.darkUrl);
    assert.deepEqual(await page.messages(), []);
  });

  it('cuts an endless report and says what was left out', async () => {
    const rows = Array.from({ length: 2_000 }, (_, i) => [`${i}`]);
    door.put('status', plainReport('Big', { blocks: [{ kind: 'table', caption: 'Rows', columns: ['Row'], rows }] }));
    const { body } = await page.post<PageAnswer>('/api/commands', { text: 'status' });
    const table = body.report.blocks[0];
    assert.ok(table?.kind === 'table');
    assert.deepEqual([table.rows.length, table.rows.at(-1)], [500, ['+1501 more']]);
  });

  it('takes files for an account as they are, and refuses other shapes, too many and too much', async () => {
    const file = { name: 'Reach.csv', savedAt: 5, base64: Buffer.from('sep=,\n').toString('base64') };
    const sent = await page.post<PageAnswer>('/api/import', { account: ' @Shop.One ', files: [file, file] });
    assert.deepEqual([sent.status, sent.body.report.title], [200, 'Imported for @shop.one']);
    const [wish] = door.wishes;
    assert.deepEqual(
      wish?.files.map(({ name, savedAt, bytes }) => [name, savedAt, Buffer.from(bytes).toString()]),
      Array.from({ length: 2 }, () => ['Reach.csv', 5, 'sep=,\n']),
    );
    await page.post('/api/import', { account: 'shop', platform: 'facebook', files: [file] });
    assert.deepEqual(
      door.wishes.map(({ platform }) => platform),
      [undefined, 'facebook'],
    );
    for (const body of [
      { account: 'shop', platform: 'threads', files: [file] },
      { account: 'shop', files: [] },
      { account: 'shop', files: Array.from({ length: 21 }, () => file) },
      { account: 'shop', files: [{ ...file, base64: 'not base64!' }] },
      { account: 'no spaces allowed', files: [file] },
    ]) {
      const { status, body: said } = await page.post<Refusal>('/api/import', body);
      assert.equal(status, 400);
      assert.ok(said.error.length > 10);
    }
    const large = { ...file, base64: Buffer.alloc(3 * 1024 * 1024).toString('base64') };
    assert.equal((await page.post<PageAnswer>('/api/import', { account: 'shop', files: [large] })).status, 200);
    assert.equal(door.wishes.length, 3);
  });

  it('takes the command with or without /ig in front', async () => {
    for (const text of [
      'reach week',
      '/ig reach week',
      '  ig   reach week ',
      '/IG reach week',
      '//ig reach week',
      '/reach week',
    ]) {
      await page.post('/api/commands', { text });
    }
    assert.deepEqual(new Set(door.calls.map(({ text }) => text)), new Set(['reach week']));
  });

  it('says in one sentence what is wrong with a request', async () => {
    const requests: readonly (readonly [unknown, number, string])[] = [
      [{}, 400, 'Send {"text": "reach week"}.'],
      [[], 400, 'The request must be a JSON object.'],
      [null, 400, 'The request must be a JSON object.'],
      [{ text: 7 }, 400, 'Send {"text": "reach week"}.'],
      [{ text: 'x'.repeat(2_001) }, 400, 'A command has at most 2,000 characters.'],
      [{ text: 'help', channel: 7 }, 400, '"channel" and "message" are text.'],
      [{ text: 'help', channel: 'nowhere' }, 404, 'There is no channel #nowhere.'],
      [{ text: 'help', message: 'gone' }, 404, 'That message is not here any more.'],
    ];
    for (const [body, status, error] of requests) {
      const reply = await page.post<Refusal>('/api/commands', body);
      assert.deepEqual([reply.status, reply.body], [status, { error }]);
    }
    assert.equal(door.calls.length, 0);
  });

  it('refuses what is not JSON', async () => {
    const send = (body: string): Promise<Response> =>
      fetch(`${page.url}/api/commands`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    const broken = await send('{"text": "reach');
    assert.deepEqual([broken.status, await broken.json()], [400, { error: 'The request is not valid JSON.' }]);
  });

  it('refuses other sites, and forms that a browser sends for them', async () => {
    const foreign: readonly Readonly<Record<string, string>>[] = [
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { Origin: 'http://127.0.0.1:1' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
    ];
    for (const headers of foreign) {
      const reply = await page.post<Refusal>('/api/commands', { text: 'help' }, headers);
      assert.deepEqual([reply.status, reply.body.error], [403, 'Other sites may not use this address.']);
      // `fetch` would set Sec-Fetch-Site itself on the way out of a browser; reading is refused as well.
      assert.equal((await page.get('/api/state', headers)).status, 403);
    }
    const form = await page.post('/api/commands', { text: 'help' }, { 'Content-Type': 'text/plain' });
    assert.equal(form.status, 415);
    assert.equal(door.calls.length, 0);
    const own = await page.post('/api/commands', { text: 'help' }, { Origin: page.url });
    assert.equal(own.status, 200);
  });

  it('does not exist for other hosts or behind a proxy', async () => {
    const { port } = new URL(page.url);
    const ask = (path: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const outgoing = request({ host: '127.0.0.1', port, path, headers, agent: false }, (incoming) => {
          incoming.resume();
          resolve(incoming.statusCode);
        });
        outgoing.on('error', reject).end();
      });
    for (const path of ['/', '/page.js', '/page.css', '/api/state', '/api/events', '/api/commands', '/metrics']) {
      assert.equal(await ask(path, { Host: `reachboard.example:${port}` }), 404, path);
      assert.equal(await ask(path, { 'X-Forwarded-Proto': 'https' }), 404, path);
    }
  });

  it('says which method a path takes', async () => {
    assert.equal((await page.get('/api/commands')).status, 405);
    assert.equal((await page.get('/api/nothing')).status, 404);
  });

  it('completes what is typed', async () => {
    const { body } = await page.get<{ readonly suggestions: readonly { readonly text: string }[] }>(
      '/api/suggestions?text=%2Fig%20vie',
    );
    assert.deepEqual(
      body.suggestions.map(({ text }) => text),
      ['views'],
    );
  });

  it('tells the page what to show first: channels, examples in words, whether the numbers are made up', async () => {
    const { body } = await page.get<PageState>('/api/state');
    assert.deepEqual(body.channels, ['general', 'reports', 'alerts']);
    assert.equal(body.demo, false);
    assert.deepEqual(body.examples[0], {
      text: 'reach week',
      summary: 'Accounts that saw any of your content at least once',
    });
    assert.ok(body.examples.every(({ text }) => !text.includes('@') && text !== 'connect'));
  });

  it('keeps questions and answers by channel', async () => {
    await page.post('/api/commands', { text: 'accounts', channel: 'alerts' });
    const [message] = await page.messages('alerts');
    assert.deepEqual(
      [message?.question, message?.answer?.report.title, message?.pending],
      ['accounts', 'Accounts', false],
    );
    assert.deepEqual(await page.messages('general'), []);
    assert.equal(door.calls[0]?.caller.channelId, 'alerts');
  });

  it('makes channels with names that can be typed, and no others', async () => {
    const add = (name: unknown): Promise<{ readonly status: number; readonly body: unknown }> =>
      page.post('/api/channels', { name });
    assert.deepEqual((await add(' #Team-Köln ')).body, { channel: 'team-köln' });
    for (const name of ['', 'a b', '<b>', '../x', 'x'.repeat(31), '-x', 7, undefined]) {
      assert.equal((await add(name)).status, 400, String(name));
    }
    for (let i = 0; i < 46; i += 1) assert.equal((await add(`c${i}`)).status, 200);
    assert.equal((await add('one-too-many')).status, 400);
    assert.equal((await add('general')).status, 200);
  });

  it('keeps the newest 200 messages of a channel', async () => {
    const to = { platform: 'local', workspaceRemoteId: 'local', channelId: 'reports' };
    for (let i = 0; i < 203; i += 1) await page.adapter.deliver(to, plainReport(`Report ${i}`), `key ${i}`);
    const titles = (await page.messages('reports')).map(({ answer }) => answer?.report.title);
    assert.deepEqual([titles.length, titles[0], titles.at(-1)], [200, 'Report 3', 'Report 202']);
  });

  it('delivers to its own workspace only', async () => {
    const to = { platform: 'local', workspaceRemoteId: 'elsewhere', channelId: 'general' };
    await assert.rejects(page.adapter.deliver(to, plainReport('Digest'), 'key'), isAppError);
  });

  it('tells every open page about changes as they happen', async () => {
    const reply = await fetch(`${page.url}/api/events`);
    assert.equal(reply.headers.get('content-type'), 'text/event-stream');
    const answered = page.post<PageReply>('/api/commands', { text: 'accounts', channel: 'general' });
    await page.post('/api/channels', { name: 'new' });
    await answered;
    await page.stop();
    const heard = (await reply.text())
      .split('\n\n')
      .filter((event) => event.startsWith('data: '))
      .map((event) => JSON.parse(event.slice(6)) as PageEvent);
    const states = heard.flatMap((event) => (event.kind === 'message' ? [event.message.pending] : []));
    assert.deepEqual(states, [true, false]);
    const channels = heard.find((event) => event.kind === 'channels');
    assert.deepEqual(channels?.channels.at(-1), 'new');
  });

  it('hands a token to the door and to nothing else', async () => {
    const { status, body } = await page.post<PageReply>('/api/connect', { token: ` ${TOKEN}\n`, channel: 'general' });
    assert.deepEqual([status, door.tokens], [200, [TOKEN]]);
    const history = JSON.stringify([body, await page.messages()]);
    assert.ok(!(history + page.logged()).includes(TOKEN));
  });

  it('refuses what cannot be a token without repeating it', async () => {
    for (const token of [undefined, '', '  ', 'two words', 'ü', 'x'.repeat(4_097), 7]) {
      const { status, body } = await page.post<Refusal>('/api/connect', { token });
      assert.equal(status, 400);
      assert.ok(!body.error.includes('two words'));
    }
    assert.deepEqual(door.tokens, []);
  });

  it('does not keep a token that was typed as a command', async () => {
    await page.post('/api/commands', { text: `connect ${TOKEN}`, channel: 'general' });
    const [message] = await page.messages();
    assert.equal(message?.question, 'connect [hidden]');
  });

  it('does not answer before it listens or after it stopped', async () => {
    const early = await startPage();
    const asked = await early.post<Refusal>('/api/commands', { text: 'help' });
    assert.equal(asked.status, 503);
    assert.equal((await early.get<PageState>('/api/state')).status, 200);
    await early.stop();
    await page.adapter.stop();
    assert.equal((await page.post('/api/commands', { text: 'help' })).status, 503);
    assert.equal((await page.post('/api/connect', { token: TOKEN })).status, 503);
    assert.equal(door.calls.length, 0);
  });

  it('serves the page with a policy that runs nothing but its own files', async () => {
    const { headers, body } = await page.get<string>('/');
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self'/u);
    assert.doesNotMatch(policy, /unsafe/u);
    assert.doesNotMatch(body, /<script(?! src="\/page\.js">)|<style| style=| on[a-z]+=/u);
    assert.equal((await page.get('/page.js')).headers.get('content-type'), 'text/javascript; charset=utf-8');
    assert.equal((await page.get('/page.css')).headers.get('content-type'), 'text/css; charset=utf-8');
  });

  it('has no picture under a name it did not give', async () => {
    for (const name of [`${'0'.repeat(40)}.png`, '..%2f..%2fpackage.json', 'x.png']) {
      assert.equal((await page.get(`/pictures/${name}`)).status, 404, name);
    }
  });
});
