import assert from 'node:assert/strict';
import type { RenderedAnswer } from '../../../core/commands.ts';
import { ADMIN } from '../../fakes/world.ts';
import { offerRenewal } from '../../../core/tokens/oauth.ts';
import { Browser, linkOf, openSite, type Seen, type Site } from './site.ts';

const MINUTE = 60_000;

describe('login in the browser', () => {
  let site: Site;
  beforeEach(async () => {
    site = await openSite();
  });
  afterEach(() => site.close());

  function answer(text: string): Promise<RenderedAnswer> {
    return site.door.answer({ text, caller: ADMIN }, ['light']);
  }

  async function links(): Promise<readonly string[]> {
    const { report } = await answer('connect');
    const block = report.blocks.find((one) => one.kind === 'links');
    return block?.kind === 'links' ? block.links.map(({ url }) => url) : [];
  }

  async function usernames(): Promise<readonly string[]> {
    const home = await site.world.store.saveWorkspace('local', 'local');
    return (await site.world.store.listAccounts(home.id)).map(({ username }) => username);
  }

  it('by Facebook connects every account of the Pages, with tokens that do not end, the first as default', async () => {
    const [facebook = ''] = await links();
    const browser = new Browser();
    const start = await browser.open(facebook);
    assert.match(start.text, /Continue to Facebook/u);
    const end = await browser.open(linkOf(start));
    assert.equal(end.status, 200);
    assert.match(end.text, /Which accounts\?.*Connected @lumen\.studio/su);
    const all = site.world.local.accounts.map(({ username }) => username).sort();
    assert.deepEqual(await usernames(), all);
    const rows = await site.world.store.listAllConnections();
    assert.ok(rows.every(({ connection }) => connection.tokenExpiresAt === undefined));
    assert.ok(rows.every(({ connection }) => connection.scopes?.includes('instagram_manage_insights')));
    assert.equal((await answer('reach week')).status, 'answered');
  });

  /** What the page after a login with several accounts sends. */
  async function chooseFrom(browser: Browser, keep: readonly string[], first: string): Promise<Seen> {
    const [facebook = ''] = await links();
    const end = await browser.open(linkOf(await browser.open(facebook)));
    const home = await site.world.store.saveWorkspace('local', 'local');
    const all = await site.world.store.listAccounts(home.id);
    const idOf = (name: string): string => String(all.find(({ username }) => username === name)?.id);
    const ticket = /name="ticket" value="([^"]+)"/u.exec(end.text)?.[1] ?? '';
    const body = new URLSearchParams([
      ['ticket', ticket],
      ['first', idOf(first)],
    ]);
    for (const name of keep) body.append('keep', idOf(name));
    choice = body;
    return browser.open(`${site.url}/oauth/facebook/choose`, body);
  }
  let choice: URLSearchParams;

  it('lets the admin choose among several accounts, and which is the default, once and in that browser', async () => {
    const browser = new Browser();
    const end = await chooseFrom(browser, ['northpine.coffee', 'lumen.studio'], 'northpine.coffee');
    assert.equal(end.status, 200);
    assert.match(end.text, /@northpine\.coffee is the default/u);
    assert.deepEqual(await usernames(), ['lumen.studio', 'northpine.coffee']);
    const home = await site.world.store.saveWorkspace('local', 'local');
    const all = await site.world.store.listAccounts(home.id);
    assert.equal(all.find(({ id }) => id === home.defaultAccountId)?.username, 'northpine.coffee');
    const again = await browser.open(`${site.url}/oauth/facebook/choose`, choice);
    assert.equal(again.status, 400);
    assert.match(again.text, /already used/u);
    const stranger = await new Browser().open(`${site.url}/oauth/facebook/choose`, choice);
    assert.match(stranger.text, /another browser/u);
  });

  it('keeps all accounts when none is ticked, and says so', async () => {
    const end = await chooseFrom(new Browser(), [], 'lumen.studio');
    assert.equal(end.status, 400);
    assert.match(end.text, /all accounts stay connected/u);
    assert.equal((await usernames()).length, site.world.local.accounts.length);
  });

  it('by the link of a warning connects just those accounts again', async () => {
    const [facebook = ''] = await links();
    const browser = new Browser();
    await browser.open(linkOf(await browser.open(facebook)));
    const { store } = site.world;
    const home = await store.saveWorkspace('local', 'local');
    const all = await store.listAccounts(home.id);
    for (const { id } of all) await store.markBroken(home.id, id, 'The access token has expired.');
    const [one] = await store.listConnections(home.id);
    assert.ok(one !== undefined && site.deps.oauth !== undefined);
    const url = await offerRenewal(site.deps, site.deps.oauth, {
      login: 'facebook',
      workspaceId: home.id,
      userId: '',
      accounts: [one.accountId],
    });
    // A platform that looks at the link for a preview does not use it up.
    await new Browser().open(url);
    const end = await browser.open(linkOf(await browser.open(url)));
    assert.match(end.text, /<h1>Connected/u);
    const working = (await store.listConnections(home.id)).filter(({ brokenBecause }) => brokenBecause === undefined);
    assert.deepEqual(
      working.map(({ accountId }) => accountId),
      [one.accountId],
    );
    assert.equal(working[0]?.connectedBy?.userId, ADMIN.userId);
    const late = await new Browser().open(`${site.url}/oauth/facebook/renew?ticket=${'x'.repeat(43)}`);
    assert.match(late.text, /not valid any more/u);
  });

  it('by Instagram connects the one account with the end of its long-lived token', async () => {
    const instagram = (await links()).at(-1) ?? '';
    const browser = new Browser();
    const end = await browser.open(linkOf(await browser.open(instagram)));
    assert.match(end.text, /Connected @lumen\.studio/u);
    assert.deepEqual(await usernames(), ['lumen.studio']);
    const [row] = await site.world.store.listAllConnections();
    const days = ((row?.connection.tokenExpiresAt ?? 0) - site.world.now) / 86_400_000;
    assert.ok(days > 59 && days < 61, `${days} days`);
    assert.equal((await answer('reach week')).status, 'answered');
  });

  it('asks for the portfolio’s permission only with the link that says so', async () => {
    const [plain = '', portfolio = ''] = await links();
    const scopes = async (url: string): Promise<string> =>
      new URL(linkOf(await new Browser().open(url))).searchParams.get('scope') ?? '';
    assert.doesNotMatch(await scopes(plain), /business_management/u);
    assert.match(await scopes(portfolio), /business_management/u);
  });

  it('works once for each link', async () => {
    const [facebook = ''] = await links();
    const browser = new Browser();
    const dialog = linkOf(await browser.open(facebook));
    assert.equal((await browser.open(dialog)).status, 200);
    const again = await browser.open(dialog);
    assert.equal(again.status, 400);
    assert.match(again.text, /already used/u);
    assert.equal((await browser.open(facebook)).status, 400);
  });

  it('connects once when the same answer arrives twice at a time', async () => {
    const [facebook = ''] = await links();
    const browser = new Browser();
    const dialog = linkOf(await browser.open(facebook));
    const both = await Promise.all([browser.open(dialog), browser.open(dialog)]);
    assert.deepEqual(both.map(({ status }) => status).sort(), [200, 400]);
  });

  it('ends after ten minutes', async () => {
    const [facebook = ''] = await links();
    const browser = new Browser();
    const dialog = linkOf(await browser.open(facebook));
    site.world.now += 10 * MINUTE;
    const late = await browser.open(dialog);
    assert.equal(late.status, 400);
    assert.deepEqual(await usernames(), []);
  });

  it('refuses an answer in another browser than the one that began', async () => {
    const [facebook = ''] = await links();
    const dialog = linkOf(await new Browser().open(facebook));
    const stranger = await new Browser().open(dialog);
    assert.equal(stranger.status, 400);
    assert.match(stranger.text, /another browser/u);
    assert.deepEqual(await usernames(), []);
  });

  it('refuses a made-up state, and one of the other login', async () => {
    const [facebook = ''] = await links();
    const state = new URL(facebook).searchParams.get('state') ?? '';
    for (const path of [`facebook/start?state=${'x'.repeat(43)}`, `instagram/start?state=${state}`, 'facebook/start']) {
      assert.equal((await new Browser().open(`${site.url}/oauth/${path}`)).status, 400, path);
    }
  });

  it('says so when the person declines, and when Meta does not take the code', async () => {
    for (const [mark, words] of [
      ['&demo_refuse=1', /declined/u],
      ['', /did not accept the login/u],
    ] as const) {
      const [facebook = ''] = await links();
      const browser = new Browser();
      const dialog = new URL(`${linkOf(await browser.open(facebook))}${mark}`);
      const state = dialog.searchParams.get('state') ?? '';
      const back = mark === '' ? `${site.url}/oauth/facebook/callback?code=WRONG&state=${state}` : dialog.href;
      assert.match((await browser.open(back)).text, words);
    }
    assert.deepEqual(await usernames(), []);
  });

  it('is for admins only', async () => {
    const { report, status } = await site.door.answer({ text: 'connect', caller: { ...ADMIN, admin: false } }, []);
    assert.equal(status, 'unanswerable');
    assert.ok(!JSON.stringify(report).includes('/oauth/'));
  });

  it('shows no token, code or secret on a page or in a log, and keeps no state in the store', async () => {
    const [facebook = ''] = await links();
    const browser = new Browser();
    const start = await browser.open(facebook);
    const end = await browser.open(linkOf(start));
    const said = JSON.stringify(site.world.logs) + end.text;
    const state = new URL(facebook).searchParams.get('state') ?? '';
    for (const secret of ['EAADEMO', 'DEMOCODE', site.appSecret, state]) assert.ok(!said.includes(secret), secret);
    assert.match(start.headers.get('content-security-policy') ?? '', /default-src 'none'/u);
    assert.equal(start.headers.get('cache-control'), 'no-store');
  });
});

describe('login in the browser that is not set up', () => {
  it('is off and says what it needs, in the chat and on its addresses', async () => {
    const site = await openSite({ setUp: false });
    try {
      const { report } = await site.door.answer({ text: 'connect', caller: ADMIN }, []);
      assert.match(JSON.stringify(report), /PUBLIC_URL, META_APP_ID and META_APP_SECRET/u);
      const seen = await new Browser().open(`${site.url}/oauth/facebook/callback?code=x&state=y`);
      assert.equal(seen.status, 404);
      assert.match(seen.text, /PUBLIC_URL/u);
      assert.equal((await new Browser().open(`${site.url}/webhooks/instagram`)).status, 404);
      assert.equal((await new Browser().open(`${site.url}/data-deletion`)).status, 404);
    } finally {
      await site.close();
    }
  });
});
