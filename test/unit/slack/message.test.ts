import assert from 'node:assert/strict';
import fc from 'fast-check';
import { actionBlocks, commandOf } from '../../../bots/slack/actions.ts';
import { PLAIN_LOOK, toMessage, toPlainMessage } from '../../../bots/slack/message.ts';
import { defused, typed } from '../../../bots/slack/text.ts';
import type { PngImage, RenderedReport, ReportAction, ReportBlock } from '../../../core/reports/report.ts';
import { HOSTILE_WORDS, hostileReport, plainReport } from '../../fakes/reports.ts';
import { checkBlocks } from '../../fakes/slack/check.ts';
import { blockHarms, blocksText } from '../../fakes/slack/reading.ts';

const SCRIPTS = [
  'قهوة الطائر الأزرق',
  'בית קפה',
  'कैफ़े ब्लूबर्ड',
  'カフェ・ブルーバード',
  '블루버드 카페',
  'ร้านกาแฟ',
  'Кофейня',
  'καφέ',
  '咖啡馆',
  'cà phê',
  '👩🏽‍🍳☕️',
];

const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('', ' ', '<!channel>', '*b*', '```', '\u202e', '\ud800', ...SCRIPTS),
  fc.integer({ min: 0, max: 4_000 }).map((length) => 'x<&>'.repeat(length)),
);
const table = fc.record({
  kind: fc.constant('table' as const),
  caption: words,
  columns: fc.array(words, { maxLength: 30 }),
  rows: fc.array(fc.array(words, { maxLength: 25 }), { maxLength: 130 }),
});
const block: fc.Arbitrary<ReportBlock<PngImage>> = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), text: words }),
  fc.record({
    kind: fc.constant('notice' as const),
    tone: fc.constantFrom('info' as const, 'warning' as const),
    text: words,
  }),
  fc.record({
    kind: fc.constant('stats' as const),
    stats: fc.array(fc.record({ label: words, value: words, note: words }), { maxLength: 30 }),
  }),
  table,
  fc.record({
    kind: fc.constant('picture' as const),
    picture: fc.constant({ width: 1, height: 1, png: {} }),
    alt: words,
    fallback: table,
  }),
  fc.record({
    kind: fc.constant('links' as const),
    links: fc.array(fc.record({ label: words, url: fc.oneof(fc.webUrl(), words) }), { maxLength: 30 }),
  }),
  fc.record({
    kind: fc.constant('file' as const),
    name: fc.constant('a.csv'),
    mediaType: fc.constant('text/csv' as const),
    text: words,
  }),
);
const action: fc.Arbitrary<ReportAction> = fc.record({
  label: words,
  command: fc.oneof(words, fc.constant('disconnect @bluebird')).filter((text) => text !== ''),
  group: fc.constantFrom('period' as const, 'metric' as const, 'account' as const, 'fix' as const),
  active: fc.boolean(),
});
const report: fc.Arbitrary<RenderedReport> = fc.record({
  title: words,
  subtitle: words,
  summary: words,
  footer: words,
  blocks: fc.array(block, { maxLength: 30 }),
  actions: fc.array(action, { maxLength: 40 }),
});

describe('a report as a Slack message', () => {
  it('is one that Slack takes, whatever it holds', () => {
    fc.assert(
      fc.property(report, fc.boolean(), (any, ownTable) => {
        const { text, blocks } = toMessage(any, { ...PLAIN_LOOK, ownTable });
        assert.deepEqual(
          checkBlocks(blocks, ownTable ? 'message' : 'ephemeral', () => true),
          [],
        );
        assert.ok(text !== '' && Array.from(text).length <= 4_000);
        const alone = toPlainMessage(any);
        assert.ok(alone.text !== '' && alone.text.length <= 40_000);
      }),
      { numRuns: 60 },
    );
  });

  it('shows the words of every script as they are', () => {
    const made = toMessage(
      plainReport(SCRIPTS[0] ?? '', { blocks: SCRIPTS.map((text) => ({ kind: 'text', text })) }),
      PLAIN_LOOK,
    );
    for (const text of SCRIPTS) assert.ok(blocksText(made.blocks).includes(text), text);
  });

  it('keeps every word of a table of two columns where Slack has no table', () => {
    const meaning = 'Unique accounts that saw any of the content at least once';
    const rows = [['reach', meaning]];
    const { blocks } = toMessage(
      plainReport('Help', { blocks: [{ kind: 'table', caption: 'Numbers', columns: ['What', 'Meaning'], rows }] }),
      PLAIN_LOOK,
    );
    for (const words of ['What', 'Meaning', 'reach', meaning]) assert.ok(blocksText(blocks).includes(words), words);
  });

  it('keeps every word of a caption of 2,200 characters', () => {
    const caption = 'word '.repeat(440).trim();
    const made = toMessage(plainReport('Post', { blocks: [{ kind: 'text', text: caption }] }), PLAIN_LOOK);
    assert.ok(blocksText(made.blocks).includes(caption));
  });

  it('does no harm with foreign text, also as text alone', () => {
    const whole = hostileReport();
    const { blocks } = toMessage(whole, { ...PLAIN_LOOK, ownTable: true });
    assert.deepEqual(blockHarms(blocks), []);
    const { text } = toPlainMessage({ ...whole, blocks: whole.blocks.slice(0, 2) });
    assert.deepEqual(blockHarms([{ type: 'mrkdwn', text }]), []);
    for (const word of HOSTILE_WORDS) assert.ok(text.includes(word), word);
  });

  it('keeps names that only look like formatting', () => {
    assert.equal(defused('harbour_light_1 *bold* >quote'), 'harbour_light_1 ∗bold∗ &gt;quote');
    assert.equal(defused('> said\n>> twice'), '› said\n› twice');
  });

  it('links only where a report links, and only over https', () => {
    const links = [
      { label: 'Post', url: 'https://www.instagram.com/p/x/' },
      { label: 'Bad', url: 'javascript:alert(1)' },
      { label: 'Worse', url: 'https://user:word@evil.example/' },
    ];
    const { blocks } = toMessage(plainReport('Links', { blocks: [{ kind: 'links', links }] }), PLAIN_LOOK);
    assert.deepEqual(blockHarms(blocks), ['link element']);
    assert.ok(!JSON.stringify(blocks).includes('evil.example'));
  });

  it('makes a menu of many choices and buttons of few, each with its whole command', () => {
    const actions = (count: number): readonly ReportAction[] =>
      Array.from({ length: count }, (_, i) => ({
        label: `@a${i}`,
        command: `reach week @a${i}`,
        group: 'account',
        active: i === 1,
      }));
    const [few] = actionBlocks(actions(5));
    assert.deepEqual(few?.elements.map(commandOf), [
      'reach week @a0',
      'reach week @a1',
      'reach week @a2',
      'reach week @a3',
      'reach week @a4',
    ]);
    const menu = actionBlocks(actions(6))[0]?.elements[0];
    assert.ok(menu?.type === 'static_select');
    assert.equal(menu.options?.[5]?.value, 'reach week @a5');
    assert.equal(menu.initial_option?.value, 'reach week @a1');
    assert.equal(commandOf({ selected_option: menu.options[5] }), 'reach week @a5');
  });

  it('calls whom it is to call, in a block and in its text, and nobody else', () => {
    for (const [mention, words] of [
      [{ kind: 'group', id: 'S0TEAM', name: 'team' }, '<!subteam^S0TEAM>'],
      [{ kind: 'person', id: 'U0MARIA', name: 'maria' }, '<@U0MARIA>'],
    ] as const) {
      const report = { ...hostileReport(), mention };
      const { text, blocks } = toMessage(report, PLAIN_LOOK);
      assert.ok(text.startsWith(`${words} `), text);
      assert.deepEqual(
        blocks.filter((block) => block.type === 'section' && block.text?.type === 'mrkdwn'),
        [{ type: 'section', text: { type: 'mrkdwn', text: words } }],
      );
      assert.deepEqual(
        checkBlocks(blocks, 'message', () => true),
        [],
      );
      assert.ok(toPlainMessage(report).text.startsWith(`${words} `));
    }
    assert.ok(!JSON.stringify(toMessage(hostileReport(), PLAIN_LOOK)).includes('mrkdwn'));
  });

  it('asks before it destroys', () => {
    const [row] = actionBlocks([{ label: 'Yes', command: 'disconnect @bluebird', group: 'fix' }]);
    const [button] = row?.elements ?? [];
    assert.ok(button?.type === 'button' && button.confirm !== undefined);
  });
});

describe('text typed in Slack', () => {
  for (const [given, meant] of [
    ['  reach week @bluebird ', 'reach week @bluebird'],
    ['admins add <@U1|anna>', 'admins add <@U1|anna>'],
    ['post <https://www.instagram.com/p/x/?a=1&amp;b=2>', 'post https://www.instagram.com/p/x/?a=1&b=2'],
    ['digest schedule monday <#C1|general>', 'digest schedule monday <#C1|general>'],
    ['a &amp;lt; b', 'a &lt; b'],
  ] as const) {
    it(`“${given}” means “${meant}”`, () => {
      assert.equal(typed(given), meant);
    });
  }
});
