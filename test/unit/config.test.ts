import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { parseConfig, VARIABLES } from '../../config.ts';

const EXAMPLE = parseEnv(readFileSync(new URL('../../.env.example', import.meta.url), 'utf8'));

function refusal(environment: Readonly<Record<string, string>>): string {
  try {
    parseConfig(environment);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'no error';
}

describe('the configuration', () => {
  it('reads exactly the variables of .env.example', () => {
    assert.deepEqual(Object.keys(EXAMPLE).sort(), Object.keys(VARIABLES).sort());
  });

  it('has the defaults that .env.example shows', () => {
    const { given, ...shown } = parseConfig(EXAMPLE);
    const { given: nothing, ...defaults } = parseConfig({});
    assert.deepEqual(shown, defaults);
    assert.ok(given.has('GRAPH_API_URL'));
    assert.equal(nothing.size, 0);
  });

  it('counts empty and blank variables as not set', () => {
    assert.equal(parseConfig({ SLACK_BOT_TOKEN: '', HTTP_PORT: '  ' }).HTTP_PORT, 3000);
  });

  for (const [name, value, fix] of [
    ['HTTP_PORT', 'eighty', /HTTP_PORT must be a port number/u],
    ['HTTP_PORT', '70000', /HTTP_PORT must be a port number up to 65535/u],
    ['DATABASE_URL', 'mysql://x', /DATABASE_URL must be sqlite:.*postgres/u],
    ['ENCRYPTION_KEY', 'short', /ENCRYPTION_KEY must be 32 bytes in base64/u],
    ['GRAPH_API_VERSION', '26', /GRAPH_API_VERSION must look like v26\.0/u],
    ['GRAPH_API_URL', 'graph.facebook.com', /GRAPH_API_URL must be an http\(s\) URL/u],
    ['DEFAULT_TIME_ZONE', 'Berlin', /DEFAULT_TIME_ZONE must be an IANA zone/u],
    ['COLLECT_INTERVAL', '1h', /COLLECT_INTERVAL must be an ISO 8601 duration/u],
    ['ROLES', 'chat,boss', /ROLES must be chat, worker or both/u],
    ['DEMO', 'maybe', /DEMO must be auto, on or off/u],
    ['INSTAGRAM_ACCESS_TOKEN', 'EAA two words', /INSTAGRAM_ACCESS_TOKEN must be one token without spaces/u],
  ] as const) {
    it(`names ${name}=${value} and the fix`, () => {
      assert.match(refusal({ [name]: value }), fix);
    });
  }

  it('names both halves of a half-set pair', () => {
    assert.match(refusal({ META_APP_ID: '1' }), /META_APP_ID is set without META_APP_SECRET/u);
    assert.match(
      refusal({ SLACK_BOT_TOKEN: 'xoxb-1' }),
      /SLACK_BOT_TOKEN is set without SLACK_APP_TOKEN or SLACK_SIGNING_SECRET/u,
    );
    assert.match(refusal({ DISCORD_TOKEN: 'x' }), /DISCORD_TOKEN is set without DISCORD_APPLICATION_ID/u);
  });

  it('never repeats a value in its sentence', () => {
    assert.ok(!refusal({ INSTAGRAM_ACCESS_TOKEN: 'EAAsecret and more' }).includes('EAAsecret'));
    assert.ok(!refusal({ ENCRYPTION_KEY: 'c2VjcmV0' }).includes('c2VjcmV0'));
  });
});
