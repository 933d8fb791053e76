import assert from 'node:assert/strict';
import { toMessage as toDiscord } from '../../../bots/discord/message.ts';
import { PLAIN_LOOK, toMessage as toSlack } from '../../../bots/slack/message.ts';
import { toPageReport } from '../../../bots/web/message.ts';
import type { RenderedAnswer } from '../../../core/commands.ts';
import { messageFaults } from '../../fakes/discord/rules.ts';
import { violations } from '../../fakes/discord/schema.ts';
import { checkBlocks } from '../../fakes/slack/check.ts';
import { stat, tables, words } from '../features/answers.ts';
import { openScriptedAccount, postOf, type ScriptedAccount } from './scripted-account.ts';

const LONGEST = 2200;

/** Instagram's longest caption, ending anywhere, also inside what a reader sees as one character. */
function filled(words: string): string {
  return Array.from(words.repeat(LONGEST)).slice(0, LONGEST).join('');
}

const CAPTIONS: readonly (readonly [script: string, caption: string])[] = [
  ['Arabic', filled('قهوة الطائر الأزرق كل صباح ')],
  ['Hebrew with points', filled('בֵּית קָפֶה שֶׁל צִפּוֹר ')],
  ['Chinese without a space', filled('蓝鸟咖啡馆每天早上开门')],
  ['Japanese', filled('カフェ・ブルーバードへようこそ。')],
  ['Korean in parts', filled('블루버드 카페 '.normalize('NFD'))],
  ['Devanagari', filled('ब्लूबर्ड कैफ़े में स्वागत ')],
  ['Thai', filled('ร้านกาแฟนกสีน้ำเงิน')],
  ['families joined of emoji', filled('👩‍👩‍👧‍👦')],
  ['skin tones and flags', filled('👩🏽‍🍳🇧🇬')],
  ['letters with many marks', filled(`Z${'\u0335\u0322\u0348'.repeat(6)}a\u0301`)],
  ['marks alone', filled('\u0301')],
  ['characters outside the first plane', filled('𝔅𝔩𝔲𝔢𝔟𝔦𝔯𝔡')],
  ['lines', filled('one\n\n\n')],
  ['signs of formatting', filled('*_`~|<@1>&')],
];

function isShown(url: string): boolean {
  return url.startsWith('https://www.instagram.com/p/');
}

/** Halves of a pair and pieces of a sequence: what a careless cut leaves. */
function isWhole(shown: string, caption: string): boolean {
  if (/\p{Cs}/u.test(shown)) return false;
  if (!shown.endsWith('…')) return true;
  const start = shown.slice(0, -1);
  const line = caption.replaceAll(/\s+/gu, ' ').trim();
  const ends = new Set(Array.from(new Intl.Segmenter('en').segment(line), ({ index }) => index));
  const rest = line.slice(start.length).length - line.slice(start.length).trimStart().length;
  return line.startsWith(start) && (ends.has(start.length) || ends.has(start.length + rest));
}

function refusals({ report }: RenderedAnswer): readonly string[] {
  const slack = toSlack(report, PLAIN_LOOK);
  const { body, files } = toDiscord(report);
  const page = JSON.stringify(toPageReport(report));
  return [
    ...checkBlocks(slack.blocks, 'message', () => true).map((fault) => `Slack: ${fault}`),
    ...violations('POST', '/channels/{channel_id}/messages', body).map((fault) => `Discord: ${fault}`),
    ...messageFaults(
      body,
      files.map(({ name }) => name),
    ).map((fault) => `Discord: ${fault}`),
    // JSON writes half a pair as an escape.
    ...[page, JSON.stringify(slack), JSON.stringify(body)].flatMap((text) => /\\ud[89a-f]../iu.exec(text) ?? []),
  ];
}

describe('captions of 2,200 characters', () => {
  let account: ScriptedAccount;
  before(async () => {
    account = await openScriptedAccount(CAPTIONS.map(([, caption], at) => postOf(at + 1, 60 + at, { caption })));
  });
  after(() => account.close());

  it('are shown by their beginning in rankings and digests, whole characters, in messages that nobody refuses', async () => {
    for (const text of ['posts recent by saved', 'posts top by saved 28d', 'saved 28d', 'digest preview']) {
      const answer = await account.world.ask(text);
      assert.equal(answer.status, 'answered', answer.report.summary);
      assert.deepEqual(refusals(answer), [], text);
    }
    const shown = tables(await account.world.ask('posts top by saved 28d'))[0]?.rows.map(([caption = '']) => caption);
    assert.equal(shown?.length, 10);
    for (const [at, one] of shown.entries()) {
      // The last of the list has the highest number.
      const [script, caption] = CAPTIONS.at(-1 - at) ?? assert.fail();
      assert.ok(isWhole(one, caption), `${script}: ${one}`);
      assert.ok(Array.from(one).length <= 60, script);
    }
  });

  for (const [at, [script, caption]] of CAPTIONS.entries()) {
    it(`are shown by their beginning in a post: ${script}`, async () => {
      const answer = await account.world.ask(`post ${postOf(at + 1, 0).id}`);
      assert.equal(answer.status, 'answered', answer.report.summary);
      assert.deepEqual(refusals(answer), []);
      const text = answer.report.blocks.find((block) => block.kind === 'text')?.text ?? assert.fail();
      assert.ok(isWhole(text, caption), text);
      assert.ok(Array.from(text).length <= 300);
      assert.ok(
        answer.report.blocks.some((block) => block.kind === 'links' && block.links.every(({ url }) => isShown(url))),
      );
    });
  }
}).timeout(60_000);

describe('posts of which Instagram leaves things out', () => {
  it('have no number where likes are hidden, and no picture where there is no address of one', async () => {
    const old = 24 * 400;
    const account = await openScriptedAccount([
      postOf(3, 50, { caption: 'Hidden likes', like_count: undefined }),
      postOf(2, 60, { caption: 'No address', media_url: undefined, media_type: 'CAROUSEL_ALBUM' }),
      postOf(1, old, { caption: 'Bare', permalink: undefined, shortcode: undefined, username: undefined }),
    ]);
    try {
      const { world } = account;
      for (const text of ['posts recent', 'posts top by saved 28d', 'posts top by saved lifetime']) {
        const answer = await world.ask(text);
        assert.equal(answer.status, 'answered', answer.report.summary);
        assert.doesNotMatch(JSON.stringify(answer.report), /undefined|NaN|null,"unit/u);
        assert.deepEqual(refusals(answer), []);
      }
      const [hidden] = await world.store.listMedia(
        (await world.store.listAccounts((await world.store.saveWorkspace('local', 'local')).id))[0]?.id ??
          assert.fail(),
        { kinds: ['image'], limit: 1 },
      );
      assert.deepEqual([hidden?.caption, hidden?.likeCount], ['Hidden likes', undefined]);
    } finally {
      await account.close();
    }
  });

  it('say “hidden” for likes that Instagram hides where the post has no insights either', async () => {
    const account = await openScriptedAccount([
      postOf(2, 50),
      postOf(1, 60, { caption: 'Before', like_count: undefined }),
    ]);
    try {
      account.refuseInsights(postOf(1, 60).id);
      const answer = await account.world.ask(`post ${postOf(1, 60).id}`);
      assert.match(words(answer), /No insights: published before the account became a professional one/u);
      assert.deepEqual([stat(answer, 'Likes'), stat(answer, 'Comments')], ['hidden', '2']);
    } finally {
      await account.close();
    }
  });
});
