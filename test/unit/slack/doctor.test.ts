import assert from 'node:assert/strict';
import { checkSlackInstallations } from '../../../bots/slack/doctor.ts';
import { SCOPES } from '../../../bots/slack/oauth.ts';
import { Secret } from '../../../core/secret.ts';
import { startLocalSlack, type LocalSlack } from '../../fakes/slack/server.ts';

describe('the doctor of an app that many workspaces install', () => {
  let slack: LocalSlack;
  beforeEach(async () => {
    slack = await startLocalSlack();
    slack.state.clientSecret = 'right-secret';
  });
  afterEach(() => slack.stop());

  const look = async (secret: string, tokens: readonly (string | undefined)[], publicUrl?: string): Promise<string> => {
    const installations = tokens.map(
      (token, n) =>
        [`T${n}`, token === undefined ? undefined : new Secret(JSON.stringify({ bot: { token } }))] as const,
    );
    const app = { clientId: '1.2', clientSecret: new Secret(secret), publicUrl, installations };
    const checks = await checkSlackInstallations(app, slack.apiUrl);
    return checks.map(({ state, found, fix }) => `${state}: ${found} ${fix ?? ''}`).join('\n');
  };

  it('finds all well: the app, its address, and the token of each workspace', async () => {
    const told = await look('right-secret', [slack.state.botToken], 'https://bot.example');
    assert.match(told, /ok: SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are those of an app/u);
    assert.match(told, /ok: The app is installed at https:\/\/bot\.example\/slack\/install/u);
    assert.match(told, /ok: The token of workspace T0 works/u);
    assert.doesNotMatch(told, /failing|warning/u);
  });

  it('names a wrong secret, a withdrawn token, a seal that does not open, and what is missing', async () => {
    const told = await look('wrong-secret', ['xoxb-gone', undefined]);
    assert.match(
      told,
      /failing: Slack does not know the app of SLACK_CLIENT_ID[^\n]*bad_client_secret[^\n]*Copy both/u,
    );
    assert.match(told, /warning: PUBLIC_URL is not set/u);
    assert.match(
      told,
      /failing: The token of workspace T0 does not work \(invalid_auth\)\. Install the app there again/u,
    );
    assert.match(told, /failing: The token of workspace T1 cannot be opened\. Check ENCRYPTION_KEY/u);
    assert.match(await look('right-secret', []), /warning: No workspace has installed the app yet/u);
    assert.doesNotMatch(told, /wrong-secret|xoxb-gone/u);
  });

  it('does not stumble over what is no installation', async () => {
    const installations = ['no JSON', 'null', '{"bot":{"token":7}}'].map(
      (text, n) => [`T${n}`, new Secret(text)] as const,
    );
    const app = { clientId: '1.2', clientSecret: new Secret('right-secret'), publicUrl: undefined, installations };
    const told = await checkSlackInstallations(app, slack.apiUrl);
    assert.equal(told.filter(({ found }) => found.endsWith('cannot be opened.')).length, 3);
  });

  it('warns of scopes without which only names of channels are lost, and fails without the others', async () => {
    slack.state.scopes = SCOPES.filter((scope) => scope !== 'channels:read' && scope !== 'chat:write');
    const told = await look('right-secret', [slack.state.botToken]);
    assert.match(
      told,
      /warning: The token of workspace T0 lacks the scope channels:read; .*#channel in a command is not found/u,
    );
    assert.match(told, /failing: The token of workspace T0 lacks the scope chat:write\./u);
  });
});
