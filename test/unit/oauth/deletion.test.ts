import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { Browser, linkOf, openSite, type Site } from './site.ts';
import { ADMIN } from '../../fakes/world.ts';

describe('a deletion request of Meta', () => {
  let site: Site;
  beforeEach(async () => {
    site = await openSite();
  });
  afterEach(() => site.close());

  function signed(payload: object, secret = site.appSecret): string {
    const body = Buffer.from(JSON.stringify(payload)).toString('base64url');
    return `${createHmac('sha256', secret).update(body).digest('base64url')}.${body}`;
  }

  async function ask(request: string): Promise<{ readonly status: number; readonly text: string }> {
    const body = new URLSearchParams({ signed_request: request });
    const response = await fetch(`${site.url}/data-deletion`, { method: 'POST', body });
    return { status: response.status, text: await response.text() };
  }

  async function logIn(): Promise<string> {
    const { report } = await site.door.answer({ text: 'connect', caller: ADMIN }, []);
    const block = report.blocks.find((one) => one.kind === 'links');
    const url = block?.kind === 'links' ? (block.links.at(-1)?.url ?? '') : '';
    const browser = new Browser();
    await browser.open(linkOf(await browser.open(url)));
    return site.world.local.accounts[0]?.scopedId ?? '';
  }

  it('erases what came by the login of that person, and gives a code to look it up by', async () => {
    const userId = await logIn();
    assert.equal((await site.world.store.listAllConnections()).length, 1);
    const { status, text } = await ask(signed({ algorithm: 'HMAC-SHA256', user_id: userId, issued_at: 1 }));
    assert.equal(status, 200);
    const answer = JSON.parse(text) as { readonly url: string; readonly confirmation_code: string };
    assert.equal(answer.url, `${site.url}/data-deletion?code=${answer.confirmation_code}`);
    assert.deepEqual(await site.world.store.listAllConnections(), []);
    assert.deepEqual(await site.world.store.listHistory(1), []);
    const page = await new Browser().open(answer.url);
    assert.match(page.text, /one account/u);
    assert.equal((await new Browser().open(`${site.url}/data-deletion?code=wrong`)).status, 404);
  });

  it('of somebody unknown is answered too, and erases nothing', async () => {
    await logIn();
    const { status, text } = await ask(signed({ algorithm: 'HMAC-SHA256', user_id: '999' }));
    assert.equal(status, 200);
    const { url } = JSON.parse(text) as { readonly url: string };
    assert.match((await new Browser().open(url)).text, /Nothing was kept/u);
    assert.equal((await site.world.store.listAllConnections()).length, 1);
  });

  it('with a wrong signature, algorithm or form is refused', async () => {
    const userId = await logIn();
    const good = signed({ algorithm: 'HMAC-SHA256', user_id: userId });
    for (const request of [
      signed({ algorithm: 'HMAC-SHA256', user_id: userId }, 'another secret'),
      signed({ algorithm: 'none', user_id: userId }),
      `${good}.x`,
      good.split('.')[1] ?? '',
      `.${good.split('.')[1] ?? ''}`,
      'nonsense',
      '',
    ]) {
      assert.equal((await ask(request)).status, 400, request);
    }
    assert.equal((await fetch(`${site.url}/data-deletion`, { method: 'POST' })).status, 400);
    assert.equal((await site.world.store.listAllConnections()).length, 1);
  });
});
