import assert from 'node:assert/strict';
import { ButtonStyle } from 'discord.js';
import fc from 'fast-check';
import { decodeButton, encodeButton } from '../../../bots/discord/buttons.ts';
import { escapeText, escapeWithin } from '../../../bots/discord/escape.ts';
import { toMessage, toMessageWithoutFiles, toText, type DiscordMessage } from '../../../bots/discord/message.ts';
import type { ReportAction, RenderedReport } from '../../../core/reports/report.ts';
import { messageFaults } from '../../fakes/discord/rules.ts';
import { violations } from '../../fakes/discord/schema.ts';
import { hostileReport, metricAnswer, plainReport, SHAPES } from '../../fakes/reports.ts';

function faultsOf({ body, files }: DiscordMessage): readonly string[] {
  return [
    ...violations('POST', '/channels/{channel_id}/messages', body),
    ...messageFaults(
      body,
      files.map(({ name }) => name),
    ),
  ];
}

function action(command: string, changes: Partial<ReportAction> = {}): ReportAction {
  return { label: 'Go', command, group: 'metric', ...changes };
}

/** Text of characters that escapes make longer, and worse. */
const nasty = fc
  .array(fc.constantFrom('*', '_', '`', '```', '@everyone ', '<@1>', '\\', '\n', 'word ', '👩‍👩‍👧', '\u202e', '1. '), {
    maxLength: 3_000,
  })
  .map((parts) => parts.join(''));
const reports = fc
  .record({ title: nasty, subtitle: nasty, summary: nasty, footer: nasty, texts: fc.array(nasty, { maxLength: 8 }) })
  .map(({ texts, ...parts }): RenderedReport => ({
    ...parts,
    actions: [],
    blocks: texts.flatMap((text) => [
      { kind: 'text', text },
      { kind: 'stats', stats: [{ label: text, value: text, note: text }] },
      { kind: 'table', caption: text, columns: [text, text], rows: [[text, text]] },
    ]),
  }));

describe('a Discord message', () => {
  it('is within every limit, whatever is in the report', () => {
    fc.assert(
      fc.property(reports, (report) => {
        for (const message of [toMessage(report), toText(report)]) assert.deepEqual(faultsOf(message), []);
      }),
      { numRuns: 10 },
    );
    for (const report of [...Object.values(SHAPES), hostileReport()]) {
      assert.deepEqual(faultsOf(toMessage(report)), []);
      assert.deepEqual(faultsOf(toMessageWithoutFiles(report)), []);
    }
  });

  it('brings the picture with the finding as its description, and the sentence outside the embed', async () => {
    const { report } = await metricAnswer('reach', 'week', 'bluebird', ['dark']);
    const { body, files } = toMessage(report);
    assert.equal(body.embeds[0]?.image?.url, `attachment://${files[0]?.name ?? ''}`);
    assert.ok(body.attachments[0]?.description?.includes('12,345 accounts'));
    assert.ok(body.content.includes('12,345 accounts'));
  });

  it('shows numbers and picture first, and the many words behind them in an embed below', async () => {
    const { report } = await metricAnswer('reach', 'week', 'bluebird', ['dark']);
    const [lead, story] = ['Delayed by an hour.', 'What drove the change. '.repeat(20).trim()];
    const text = (words: string) => ({ kind: 'text', text: words }) as const;
    const long = { ...report, blocks: [text(lead), ...report.blocks, text(story)] };
    const [first, second, ...more] = toMessage(long).body.embeds;
    assert.ok(first?.description?.endsWith(lead) === true && first.fields !== undefined && first.image !== undefined);
    assert.ok(second?.description?.includes(story) === true && second.title === undefined);
    assert.deepEqual([first.footer, second.footer?.text, more], [undefined, report.footer, []]);
    const short = toMessage({ ...report, blocks: [...report.blocks, text('Includes ads.')] }).body.embeds;
    assert.equal(short.length, 1);
  });

  it('gives each group of buttons a row and shows which is chosen', async () => {
    const { report } = await metricAnswer('reach', 'week', 'bluebird', ['dark']);
    const rows = toMessage(report).body.components.map(({ components }) => components);
    assert.deepEqual(
      rows.map((row) => row.length),
      [3, 2, 2],
    );
    assert.deepEqual(
      rows.map((row) => row.findIndex(({ style }) => style === ButtonStyle.Primary)),
      [1, 0, 0],
    );
  });

  it('links only to https addresses without a password', () => {
    const links = [
      { label: 'Picture [x](y)', url: 'https://cdn.example/a_(1).jpg?x=1' },
      { label: 'No', url: 'javascript:alert(1)' },
      { label: 'No', url: 'https://user:pass@cdn.example/' },
    ];
    const { body } = toMessage(plainReport('Links', { blocks: [{ kind: 'links', links }] }));
    assert.equal(body.embeds[0]?.description, String.raw`[Picture \[x\](y)](https://cdn.example/a_%281%29.jpg?x=1)`);
  });

  it('calls whom it is to call, by that id alone, also as text', () => {
    const report = { ...hostileReport(), summary: '@everyone <@&2> '.repeat(80) };
    for (const [mention, words, allowed] of [
      [{ kind: 'group', id: '123', name: 'team' }, '<@&123> ', { parse: [], roles: ['123'] }],
      [{ kind: 'person', id: '45', name: 'Maria' }, '<@45> ', { parse: [], users: ['45'] }],
    ] as const) {
      for (const { body } of [toMessage({ ...report, mention }), toText({ ...report, mention })]) {
        assert.ok(body.content.startsWith(words), body.content.slice(0, 40));
        assert.ok(body.content.length <= 2_000);
        assert.deepEqual(body.allowed_mentions, allowed);
      }
    }
    assert.deepEqual(toMessage(report).body.allowed_mentions, { parse: [] });
  });

  it('brings a file of the report along, and says so when it is too large', () => {
    const report = plainReport('Export', {
      blocks: [{ kind: 'file', name: 'reach.csv', mediaType: 'text/csv', text: 'day,reach\n2026-11-23,1\n' }],
    });
    assert.deepEqual(
      toMessage(report).files.map(({ name }) => name),
      ['reach.csv'],
    );
    assert.deepEqual(faultsOf(toMessage(report)), []);
    const without = toMessageWithoutFiles(report);
    assert.equal(without.files.length, 0);
    assert.ok(without.body.embeds[0]?.description?.includes('too large'));
  });

  it('aligns a narrow table and lists a wide one', () => {
    const table = (cell: string): string | undefined =>
      toMessage(
        plainReport('Table', {
          blocks: [{ kind: 'table', caption: '', columns: ['Day', 'Reach'], rows: [[cell, '1`2']] }],
        }),
      ).body.embeds[0]?.description;
    assert.equal(table('Mon'), '```\nDay  Reach\nMon  1ˋ2\n```');
    assert.equal(table('word '.repeat(20)), `• ${'word '.repeat(20).trim()} — 1\\\`2`);
  });
});

describe('escapes for Discord', () => {
  it('never cut between a backslash and its character', () => {
    fc.assert(
      fc.property(nasty, fc.integer({ min: 1, max: 300 }), (text, most) => {
        const escaped = escapeWithin(text, most);
        assert.ok(Array.from(escaped).length <= most);
        assert.doesNotMatch(escaped.replaceAll(/\\[^0-9A-Za-z\s]/gu, ''), /[\\*_`@<]/u);
      }),
      { numRuns: 100 },
    );
  });

  it('leave numbers, times and dates as they are', () => {
    const text = '▲ +1,204 (+10.8 %) · 17–23 Nov 2026 · read 09:12 UTC, 3.5 %';
    assert.equal(escapeText(text), text);
  });
});

describe('a button', () => {
  it('carries its whole command, however long, and survives a restart', () => {
    const words = fc.constantFrom(
      'compare',
      'reach',
      'last',
      'week',
      '@averylongaccountname_of_30chars',
      '2026-11-01..2026-11-14',
    );
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 8 }), (parts) => {
        const command = parts.join(' ');
        const id = encodeButton(action(command), 24);
        if (id === undefined) return;
        assert.ok(Array.from(id).length <= 100);
        assert.deepEqual(decodeButton(id), { command, form: false });
      }),
    );
    const five = `compare reach ${['ada', 'bob', 'cyd', 'dee', 'eve'].map((name) => `@${name.padEnd(28, name)}`).join(' ')}`;
    assert.equal(decodeButton(encodeButton(action(five), 0) ?? '')?.command, five);
  });

  it('is left out when not even the packed command fits', () => {
    const random = Array.from({ length: 400 }, (_, i) => ((i * 7919) % 1297).toString(36)).join('');
    assert.equal(encodeButton(action(random), 0), undefined);
  });

  it('is not mistaken for one of another program', () => {
    for (const id of ['', 'reach week', '2c0:reach', '1z0:reach', '1c0:', '1z0:丁丁丁']) {
      assert.equal(decodeButton(id), undefined, id);
    }
  });
});
