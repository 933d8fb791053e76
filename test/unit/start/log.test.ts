import assert from 'node:assert/strict';
import { maskCredentials } from '../../../start/log.ts';

describe('the log', () => {
  for (const [name, text] of [
    ['a Facebook token', 'GET failed for EAAGm0PX4ZCpsBAKxyz123'],
    ['an Instagram token', '{"error":"IGAAJx8ZBDdsZBVEtoken"}'],
    ['a Slack bot token', 'xoxb-1234567890-abcdefghij refused'],
    ['a Slack app token', 'with xapp-1-A012345-987-abcdef'],
    ['a token in a query', '/me?access_token=whatever123&fields=id'],
    ['a proof in a query', '/me?appsecret_proof=00ff00ff'],
    ['a bearer header', 'authorization: Bearer abc.def|ghi'],
    ['an interaction token', '/interactions/123456789/aW50ZXJhY3Rpb246MTIzNDU2Nzg5/callback'],
    ['a Discord token', `${'M'.repeat(24)}.GabcdE.${'x'.repeat(38)}`],
  ] as const) {
    it(`masks ${name}`, () => {
      const masked = maskCredentials(text);
      assert.match(masked, /\[secret\]/u);
      for (const secret of [
        'EAAGm',
        'IGAAJ',
        '1234567890-',
        'A012345',
        'whatever',
        '00ff',
        'abc.def',
        'aW50',
        'GabcdE',
      ])
        assert.ok(!masked.includes(secret), masked);
    });
  }

  it('leaves everything else as it is', () => {
    const line = '{"level":"info","account":12,"url":"https://graph.facebook.com/v26.0/17841400/insights"}';
    assert.equal(maskCredentials(line), line);
  });
});
