import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { ask, assertShape, at, keys, list, NOON, recorded, startLocal, type Answer, type Local } from './local.ts';

const LUMEN = 'lumen.studio';
const DAY_MS = 86_400_000;

describe('local Instagram: tokens and logins', () => {
  let local: Local;
  before(async () => {
    local = await startLocal();
  });
  afterEach(() => {
    local.time = NOON;
  });
  after(() => local.stop());

  const facebook = (path: string, query: Readonly<Record<string, string>>): Promise<Answer> =>
    ask(`${local.ig.facebookUrl}${path}?${new URLSearchParams(query).toString()}`);
  const instagram = (path: string, query: Readonly<Record<string, string>>): Promise<Answer> =>
    ask(`${local.ig.instagramUrl}${path}?${new URLSearchParams(query).toString()}`);
  const app = (): { client_id: string; client_secret: string } => ({
    client_id: local.ig.tokens.app.id,
    client_secret: local.ig.tokens.app.secret,
  });

  it('issues tokens that cannot be mistaken for real ones', () => {
    const { user, facebook: pages, instagram: accounts } = local.ig.tokens;
    for (const token of [user, ...Object.values(pages)]) assert.match(token, /^EAADEMO/);
    for (const token of Object.values(accounts)) assert.match(token, /^IGAADEMO/);
    assert.equal(Object.keys(accounts).length, local.ig.accounts.length);
  });

  it('leads a Facebook login from the dialog to a long-lived token', async () => {
    const back = 'http://127.0.0.1:1/oauth/facebook/callback';
    const query = new URLSearchParams({
      client_id: app().client_id,
      redirect_uri: back,
      state: 's1',
      response_type: 'code',
    });
    const dialog = await fetch(`${local.ig.facebookUrl}/v26.0/dialog/oauth?${query.toString()}`, {
      redirect: 'manual',
    });
    const location = new URL(dialog.headers.get('location') ?? '');
    assert.equal(location.origin + location.pathname, back);
    assert.equal(location.searchParams.get('state'), 's1');
    const code = location.searchParams.get('code') ?? '';
    const short = await facebook('/v26.0/oauth/access_token', { ...app(), redirect_uri: back, code });
    const exchange = {
      ...app(),
      grant_type: 'fb_exchange_token',
      fb_exchange_token: String(at(short.body, 'access_token')),
    };
    const long = await facebook('/v26.0/oauth/access_token', exchange);
    assertShape(long.body, recorded('oauth_fb_exchange_long_lived'));
    const pages = await local.get('/v26.0/me/accounts', String(at(long.body, 'access_token')));
    assert.equal(list(pages.body, 'data').length, local.ig.accounts.length + 1);
    local.time = NOON + 61 * DAY_MS;
    const late = await facebook('/v26.0/oauth/access_token', {
      ...exchange,
      fb_exchange_token: String(at(long.body, 'access_token')),
    });
    assert.equal(at(late.body, 'error', 'error_subcode'), 463);
  });

  it('leads an Instagram login from the dialog to a token that is refreshed after a day', async () => {
    const back = 'http://127.0.0.1:1/oauth/instagram/callback';
    const query = new URLSearchParams({ redirect_uri: back, state: 's2', demo_account: 'northpine.coffee' });
    const dialog = await fetch(`${local.ig.instagramUrl}/oauth/authorize?${query.toString()}`, { redirect: 'manual' });
    const location = dialog.headers.get('location') ?? '';
    assert.ok(location.endsWith('#_'));
    const code = new URL(location).searchParams.get('code') ?? '';
    const form = new URLSearchParams({ ...app(), grant_type: 'authorization_code', redirect_uri: back, code });
    const url = `${local.ig.instagramUrl}/oauth/access_token`;
    const short = await ask(url, undefined, { method: 'POST', body: form });
    const wanted = recorded('instagram_login_code_exchange_ok');
    assert.deepEqual(keys(short.body), keys(wanted));
    form.set('code', 'wrong');
    const refused = await ask(url, undefined, { method: 'POST', body: form });
    assert.equal(refused.status, 400);
    assert.deepEqual(refused.body, recorded('instagram_login_code_exchange_error'));
    const long = await instagram('/access_token', {
      grant_type: 'ig_exchange_token',
      client_secret: app().client_secret,
      access_token: String(at(short.body, 'access_token')),
    });
    assertShape(long.body, recorded('instagram_login_long_lived_exchange'));
    const refresh = { grant_type: 'ig_refresh_token', access_token: String(at(long.body, 'access_token')) };
    assert.equal((await instagram('/refresh_access_token', refresh)).status, 400);
    local.time = NOON + DAY_MS;
    const fresh = await instagram('/refresh_access_token', refresh);
    assertShape(fresh.body, recorded('instagram_login_refresh_access_token'));
    const me = await ask(
      `${local.ig.instagramUrl}/v26.0/me?fields=user_id,username`,
      String(at(fresh.body, 'access_token')),
    );
    assert.equal(at(me.body, 'username'), 'northpine.coffee');
    assert.equal(at(me.body, 'user_id'), local.idOf('northpine.coffee'));
    assert.notEqual(at(me.body, 'id'), at(me.body, 'user_id'));
  });

  it('comes back from a dialog with the refusal of the person', async () => {
    const query = new URLSearchParams({ redirect_uri: 'http://127.0.0.1:1/back', state: 's3', demo_refuse: '1' });
    const dialog = await fetch(`${local.ig.instagramUrl}/oauth/authorize?${query.toString()}`, { redirect: 'manual' });
    const { searchParams } = new URL(dialog.headers.get('location') ?? '');
    assert.deepEqual(
      ['error', 'error_reason', 'code', 'state'].map((name) => searchParams.get(name)),
      ['access_denied', 'user_denied', null, 's3'],
    );
  });

  it('tells about tokens: a Page token that never expires, and one that was refused', async () => {
    const debug = (token: string): Promise<Answer> =>
      facebook('/debug_token', { input_token: token, access_token: local.ig.tokens.app.token });
    const page = await debug(local.ig.tokens.of(LUMEN, 'facebook'));
    const wanted = at(recorded('debug_token_page_never_expires'), 'data');
    for (const key of keys(wanted)) assert.notEqual(at(page.body, 'data', key), undefined, key);
    assert.equal(at(page.body, 'data', 'type'), 'PAGE');
    assert.equal(at(page.body, 'data', 'expires_at'), 0);
    const refused = local.ig.tokens.issue({ login: 'facebook', refusedWith: 460 });
    const told = await debug(refused);
    assert.equal(at(told.body, 'data', 'is_valid'), false);
    assert.equal(at(told.body, 'data', 'error', 'subcode'), 460);
  });

  it('tells which permissions are granted, and forgets them when they are given back', async () => {
    const token = local.ig.tokens.issue({ login: 'facebook', scopes: ['instagram_basic', 'pages_show_list'] });
    const granted = await local.get('/v26.0/me/permissions', token);
    assert.deepEqual(at(granted.body, 'data'), [
      { permission: 'instagram_basic', status: 'granted' },
      { permission: 'pages_show_list', status: 'granted' },
    ]);
    const insights = `/v26.0/${local.idOf(LUMEN)}/insights?metric=reach&period=day`;
    assert.equal(at((await local.get(insights, token)).body, 'error', 'code'), 10);
    const url = `${local.ig.facebookUrl}/v26.0/me/permissions?access_token=${token}`;
    assert.deepEqual((await ask(url, undefined, { method: 'DELETE' })).body, { success: true });
    assert.equal(at((await local.get('/v26.0/me', token)).body, 'error', 'error_subcode'), 458);
  });

  it('lets a Page token read its own account only, and nothing of the person', async () => {
    const page = local.ig.tokens.of(LUMEN, 'facebook');
    assert.equal((await local.get(`/v26.0/${local.idOf(LUMEN)}?fields=username`, page)).status, 200);
    assert.equal(at((await local.get(`/v26.0/${local.idOf('glyph.test')}`, page)).body, 'error', 'error_subcode'), 33);
    assert.equal(at((await local.get('/v26.0/me/accounts', page)).body, 'error', 'code'), 100);
  });

  it('checks the proof of the app secret', async () => {
    const proof = createHmac('sha256', app().client_secret).update(local.ig.tokens.user).digest('hex');
    const path = `/v26.0/${local.idOf(LUMEN)}?fields=username&appsecret_proof=`;
    assert.equal((await local.get(path + proof)).status, 200);
    const wrong = await local.get(`${path}0000`);
    assert.equal(at(wrong.body, 'error', 'message'), 'Invalid appsecret_proof provided in the API argument');
  });
});
