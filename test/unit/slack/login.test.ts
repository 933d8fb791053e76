import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { AppError, isAppError } from '../../../core/errors.ts';
import { Secret } from '../../../core/secret.ts';
import { createFakeDoor } from '../../fakes/door.ts';
import { plainReport } from '../../fakes/reports.ts';
import { textOf } from '../../fakes/slack/reading.ts';
import { startSlack, until, type RunningSlack } from '../../fakes/slack/run.ts';
import { GENERAL, TEAM } from '../../fakes/slack/state.ts';

describe('getting into Slack', () => {
  let running: RunningSlack;
  afterEach(() => running.close());

  for (const [mode, token, variable] of [
    ['socket', 'xoxb-local-bot-token-0001', 'SLACK_BOT_TOKEN'],
    ['socket', 'xapp-local-app-token-0001', 'SLACK_APP_TOKEN'],
    ['http', 'xoxb-local-bot-token-0001', 'SLACK_BOT_TOKEN'],
  ] as const) {
    it(`says which token Slack refuses: ${variable} over ${mode}, and lets in later`, async () => {
      running = await startSlack(createFakeDoor(), { mode, listen: false });
      running.state.tokens.delete(token);
      await assert.rejects(running.adapter.listen(createFakeDoor()), (error) => {
        assert.ok(isAppError(error));
        assert.equal(error.code, 'token');
        assert.equal(error.message, `Slack refused ${variable} (invalid_auth).`);
        return true;
      });
      running.state.tokens.add(token);
      await running.adapter.listen(createFakeDoor());
      await running.people.command('accounts');
      await until(
        () => running.people.seen().length,
        (count) => count === 1,
      );
      assert.equal(running.people.seen().length, 1);
      assert.ok(!running.logged().includes(token));
    });
  }

  it('says when Slack cannot be reached', async () => {
    running = await startSlack(createFakeDoor(), { listen: false });
    running.slack.fault = () => 'reset';
    await assert.rejects(running.adapter.listen(createFakeDoor()), { code: 'upstream' });
  });

  it('opens the socket again after Slack refreshed it, as often as that takes', async () => {
    running = await startSlack(createFakeDoor());
    let tries = 0;
    running.slack.fault = (method) => {
      if (method !== 'apps.connections.open') return undefined;
      tries += 1;
      return tries === 1 ? 'reset' : tries === 2 ? { error: 'invalid_auth' } : undefined;
    };
    running.slack.refresh();
    await until(
      () => tries,
      (count) => count === 3,
    );
    await until(
      () => running.slack.sockets(),
      (count) => count === 1,
    );
    await running.people.command('accounts');
    await until(
      () => running.people.seen().length,
      (count) => count === 1,
    );
    assert.equal(running.people.seen().length, 1);
    assert.match(running.logged(), /Slack refuses SLACK_APP_TOKEN/u);
  });
});

describe('/slack/events', () => {
  let running: RunningSlack;
  beforeEach(async () => {
    running = await startSlack(createFakeDoor(), { mode: 'http' });
  });
  afterEach(() => running.close());

  function post(body: string, changes: { readonly age?: number; readonly secret?: string } = {}): Promise<Response> {
    const { age = 0, secret = running.state.signingSecret } = changes;
    const timestamp = String(Math.floor(Date.now() / 1000) - age);
    const hash = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
    return fetch(`${running.url}/slack/events`, {
      method: 'POST',
      body,
      headers: {
        'Content-Type': 'application/json',
        'X-Slack-Request-Timestamp': timestamp,
        'X-Slack-Signature': `v0=${hash}`,
      },
    });
  }

  it('answers the question whether it is ours', async () => {
    const response = await post(JSON.stringify({ type: 'url_verification', challenge: 'xyz' }));
    assert.deepEqual(await response.json(), { challenge: 'xyz' });
  });

  for (const [what, changes] of [
    ['signed by somebody else', { secret: 'guessed' }],
    ['older than five minutes', { age: 301 }],
    ['from the future', { age: -301 }],
  ] as const) {
    it(`refuses what is ${what}`, async () => {
      const response = await post(JSON.stringify({ type: 'url_verification', challenge: 'xyz' }), changes);
      assert.equal(response.status, 401);
      assert.ok(!(await response.text()).includes('xyz'));
    });
  }

  it('refuses what is not signed, and what cannot be read', async () => {
    const unsigned = await fetch(`${running.url}/slack/events`, { method: 'POST', body: '{}' });
    assert.equal(unsigned.status, 401);
    assert.equal((await post('{"type":')).status, 400);
  });

  it('answers Slack’s look at the certificate, which is not signed', async () => {
    const body = new URLSearchParams({ ssl_check: '1', token: 'x', command: '/ig', text: 'accounts' });
    const response = await fetch(`${running.url}/slack/events`, { method: 'POST', body });
    assert.deepEqual([response.status, await response.text()], [200, '']);
    assert.equal(running.people.seen().length, 0);
  });

  it('hears nothing after the adapter has stopped', async () => {
    await running.adapter.stop();
    await assert.rejects(running.people.command('accounts'), /503/u);
  });
});

describe('Slack workspaces by OAuth', () => {
  const kept = new Map<string, Secret>();
  let running: RunningSlack;
  let trouble: Error | undefined;
  beforeEach(async () => {
    kept.clear();
    trouble = undefined;
    running = await startSlack(createFakeDoor(), {
      login: (state) => ({
        mode: 'oauth',
        clientId: '123.456',
        clientSecret: new Secret('client-secret'),
        stateSecret: new Secret('state-secret'),
        signingSecret: new Secret(state.signingSecret),
        publicUrl: 'https://bot.example',
        installations: {
          saveInstallation: (id, installation) => Promise.resolve(void kept.set(id, installation)),
          findInstallation: (id) => (trouble === undefined ? Promise.resolve(kept.get(id)) : Promise.reject(trouble)),
          removeInstallation: (id) => Promise.resolve(void kept.delete(id)),
        },
      }),
    });
  });
  afterEach(() => running.close());

  async function install(code: string, cookie?: string): Promise<Response> {
    const start = await fetch(`${running.url}/slack/install`, { redirect: 'manual' });
    assert.equal(start.status, 302);
    const to = new URL(start.headers.get('location') ?? '');
    assert.equal(to.href.startsWith(running.slack.apiUrl.replace('/api/', '/oauth/v2/authorize')), true);
    assert.equal(to.searchParams.get('redirect_uri'), 'https://bot.example/slack/oauth_redirect');
    const state = to.searchParams.get('state') ?? '';
    const given = cookie ?? (start.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    return fetch(`${running.url}/slack/oauth_redirect?code=${code}&state=${encodeURIComponent(state)}`, {
      headers: { Cookie: given },
    });
  }

  it('are kept sealed, answered with their own token and forgotten when the app is removed', async () => {
    const done = await install('good-code');
    assert.equal(done.status, 200);
    assert.equal(done.headers.get('cache-control'), 'no-store');
    assert.match(await done.text(), /is installed/u);
    assert.deepEqual([...kept.keys()], [TEAM]);
    await running.people.command('accounts');
    const [message] = await until(
      () => running.people.seen(),
      (seen) => seen.length === 1,
    );
    assert.ok(message);
    assert.match(textOf(message), /@bluebird/u);
    const to = { platform: 'slack', workspaceRemoteId: TEAM, channelId: GENERAL };
    await running.adapter.deliver(to, plainReport('Digest'), 'digest:1');
    assert.equal(running.people.seen().length, 2);
    await running.people.event({ type: 'app_uninstalled' }, undefined, Date.now());
    await until(
      () => kept.size,
      (size) => size === 0,
    );
    assert.equal(kept.size, 0);
    await assert.rejects(running.adapter.deliver(to, plainReport('Digest'), 'digest:2'), { code: 'token' });
    assert.ok(!running.logged().includes(running.state.botToken));
  });

  it('are not given up when the store cannot say now whether there is an installation', async () => {
    await install('good-code');
    const to = { platform: 'slack', workspaceRemoteId: TEAM, channelId: GENERAL };
    trouble = new AppError('storage', 'The database is busy.');
    await assert.rejects(running.adapter.deliver(to, plainReport('Digest'), 'digest:1'), {
      code: 'throttled',
      wholeWorkspace: false,
    });
    await assert.rejects(running.adapter.reach(TEAM), { code: 'throttled' });
    trouble = undefined;
    await running.adapter.deliver(to, plainReport('Digest'), 'digest:1');
    kept.clear();
    await assert.rejects(running.adapter.deliver(to, plainReport('Digest'), 'digest:2'), {
      code: 'token',
      message: 'Reachboard is not installed in this Slack workspace.',
      hint: 'Install it again from /slack/install.',
      wholeWorkspace: true,
    });
  });

  for (const fault of ['reset', { status: 503 }, { retryAfter: 30 }] as const) {
    it(`row 33: are kept when late word comes and Slack cannot be asked: ${JSON.stringify(fault)}`, async () => {
      await install('good-code');
      running.slack.fault = (method) => (method === 'auth.test' ? fault : undefined);
      await running.people.event({ type: 'app_uninstalled' });
      await until(
        () => running.logged(),
        (text) => text.includes('an installation in Slack'),
      );
      assert.match(running.logged(), /an installation in Slack stays/u);
      assert.equal(kept.size, 1);
    });
  }

  it('row 33: are kept when Slack says late that the app was removed before it was installed anew', async () => {
    await install('good-code');
    await running.people.event({ type: 'app_uninstalled' });
    await until(
      () => running.logged(),
      (text) => text.includes('was about the one before it'),
    );
    assert.equal(kept.size, 1);
    running.slack.fault = (method) => (method === 'auth.test' ? { error: 'account_inactive' } : undefined);
    await running.people.event({ type: 'tokens_revoked', tokens: { bot: ['U0BOT00001'] } });
    await until(
      () => kept.size,
      (size) => size === 0,
    );
    assert.equal(kept.size, 0);
  });

  for (const [why, code, cookie] of [
    ['the browser is another one', 'good-code', 'slack-app-oauth-state=other'],
    ['Slack does not know the code', 'bad-code', undefined],
  ] as const) {
    it(`are not installed when ${why}`, async () => {
      const response = await install(code, cookie);
      assert.equal(response.status, 400);
      assert.match(await response.text(), /could not be installed/u);
      assert.equal(kept.size, 0);
    });
  }
});
