import assert from 'node:assert/strict';
import { Secret } from '../../../core/secret.ts';
import { failure, graphError, rigFor, startScripted, TOKEN, type Rig, type Scripted } from './scripted.ts';

function page(token: string | undefined, id: string | undefined, username?: string): object {
  return {
    name: 'A Page',
    ...(token === undefined ? {} : { access_token: token }),
    ...(id === undefined
      ? {}
      : { instagram_business_account: { id, ...(username === undefined ? {} : { username }) } }),
  };
}

function paged(rows: readonly object[], after?: string): object {
  const next = after === undefined ? {} : { next: `https://graph.facebook.com/x?after=${after}` };
  return { data: rows, paging: { cursors: { after: after ?? 'end' }, ...next } };
}

describe('finding the accounts of a token', () => {
  let server: Scripted;
  let rig: Rig;

  before(async () => {
    server = await startScripted();
  });
  after(async () => {
    await server.stop();
  });
  beforeEach(() => {
    rig = rigFor(server.url);
    server.forget();
  });
  afterEach(() => {
    rig.close();
  });

  async function find(): Promise<readonly (readonly [id: string, username: string, token: string])[]> {
    const found = await rig.client.discover(server.url, 'facebook', new Secret(TOKEN));
    return found.map((account) => [account.instagramId, account.username, account.token.reveal()]);
  }

  it('follows the cursor, skips Pages without an account and takes an account of two Pages once', async () => {
    server.script(
      { body: paged([page('EAApage1', '11', 'one'), page('EAApage2', undefined)], 'c1') },
      { body: paged([], 'c2') },
      { body: paged([page('EAApage3', '11', 'one'), page(undefined, '12', 'two')]) },
    );
    assert.deepEqual(await find(), [
      ['11', 'one', 'EAApage1'],
      ['12', 'two', TOKEN],
    ]);
    assert.deepEqual(
      server.heard.map(({ query }) => query.get('after')),
      [null, 'c1', 'c2'],
    );
  });

  it('stops at a cursor that comes back', async () => {
    server.script({ body: paged([page('EAApage1', '11', 'one')], 'same') });
    assert.equal((await find()).length, 1);
    assert.equal(server.heard.length, 2);
  });

  it('asks the account for its username where the Page does not tell it, with the token of the Page', async () => {
    server.answer(({ path }) =>
      path.endsWith('/accounts')
        ? { body: paged([page('EAApage1', '11'), page('EAApage2', '12')]) }
        : path.endsWith('/11')
          ? { body: { id: '11', username: 'one' } }
          : { status: 400, body: graphError(10) },
    );
    assert.deepEqual(await find(), [['11', 'one', 'EAApage1']]);
    assert.equal(server.heard[1]?.headers.authorization, 'Bearer EAApage1');
  });

  it('finds nothing behind a person without Pages, and says why a refused token reaches nothing', async () => {
    server.script({ body: { data: [] } });
    assert.deepEqual(await find(), []);
    server.script({ status: 400, body: graphError(190, 'x', { error_subcode: 463 }) });
    const error = await failure(find());
    assert.match(String(error), /expired/u);
  });

  it('falls back to what the token itself may see when debug_token refuses, and says when a token is dead', async () => {
    const app = rigFor(server.url, { appId: '1', appSecret: new Secret('s') });
    const inspect = async (): Promise<unknown> => app.client.inspectToken(server.url, 'facebook', new Secret(TOKEN));
    server.answer(({ path }) =>
      path.endsWith('/debug_token')
        ? { status: 400, body: graphError(100, '(#100) The App_id in the input_token did not match the Viewing App') }
        : { body: { data: [{ permission: 'instagram_basic', status: 'granted' }] } },
    );
    const facts = { type: undefined, expiresAt: undefined, dataAccessExpiresAt: undefined };
    assert.deepEqual(await inspect(), { ...facts, valid: true, scopes: ['instagram_basic'] });
    assert.equal(server.heard[0]?.headers.authorization, 'Bearer 1|s');
    assert.equal(server.heard[0].query.has('appsecret_proof'), false);
    server.script({ body: { data: { is_valid: false, scopes: [] } } });
    assert.deepEqual(await inspect(), { ...facts, valid: false, scopes: [] });
    server.script({ status: 400, body: graphError(190) });
    await assert.rejects(inspect(), { code: 'token' });
    app.close();
  });
});
