import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { RenderedAnswer } from '../../../core/commands.ts';
import { tables, words } from '../features/answers.ts';
import { openScriptedAccount, postOf, type ScriptedAccount } from './scripted-account.ts';

const POSTS = 10_000;
/** What one question may cost, whatever the account: pages of the list, posts whose numbers are read. */
const MOST_PAGES = 20;
const MOST_READ = 300;
/** Addresses of pictures that have to be found for the ten that are shown. */
const MOST_PICTURES = 10;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes in use once everything unreachable is gone. */
function heap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

describe('an account with 10,000 posts, one every four hours', () => {
  let account: ScriptedAccount;
  before(async () => {
    account = await openScriptedAccount(Array.from({ length: POSTS }, (_, at) => postOf(POSTS - at, 1 + 4 * at)));
  });
  beforeEach(() => {
    account.server.forget();
  });
  after(() => account.close());

  async function ask(text: string): Promise<RenderedAnswer> {
    const answer = await account.world.ask(text);
    assert.equal(answer.status, 'answered', answer.report.summary);
    return answer;
  }

  const others = () => account.server.heard.length - account.calls('/media') - account.calls('/insights');

  it('answers the newest with one page of the list and a call for each of the ten shown', async () => {
    const answer = await ask('posts recent by saved');
    assert.equal(tables(answer)[0]?.rows.length, 10);
    assert.deepEqual([account.calls('/media'), account.calls('/insights')], [1, 10]);
    account.server.forget();
    await ask('posts recent by saved');
    assert.equal(account.server.heard.length, 0);
  });

  it('ranks 28 days with the pages they fill and a call for each of their posts', async () => {
    const answer = await ask('posts top by saved 28d');
    const ranked = tables(answer)[0]?.rows ?? [];
    assert.equal(ranked.length, 10);
    assert.ok(account.calls('/media') <= 2, String(account.calls('/media')));
    assert.ok(account.calls('/insights') <= 28 * 6, String(account.calls('/insights')));
    assert.ok(others() <= MOST_PICTURES);
    assert.doesNotMatch(words(answer), /not asked for|read back to/u);
  });

  it('ranks all its time within the bound, says what was not read, and reads on when asked again in the same memory', async () => {
    const first = await ask('posts top lifetime by saved');
    assert.deepEqual([account.calls('/media'), account.calls('/insights')], [MOST_PAGES, MOST_READ]);
    assert.ok(others() <= MOST_PICTURES);
    const unread = (answer: RenderedAnswer) =>
      Number(/(\d+) posts were not asked for in this answer to spare the rate budget/u.exec(words(answer))?.[1]);
    assert.ok(unread(first) >= 2000 - MOST_READ - 28 * 6 - 10, String(unread(first)));
    assert.match(words(first), /The list was read back to .* only/u);
    assert.match(first.report.summary, /^2000 posts .* Best of the \d+ with a number by saved: /u);

    account.server.forget();
    const before = heap();
    const second = await ask('posts top lifetime by saved');
    assert.equal(unread(first) - unread(second), MOST_READ);
    assert.equal(account.calls('/insights'), MOST_READ);
    assert.ok(account.calls('/media') <= MOST_PAGES);
    account.server.forget();
    assert.ok(heap() - before < 8_000_000, `grew by ${heap() - before} bytes`);
  });
}).timeout(120_000);
