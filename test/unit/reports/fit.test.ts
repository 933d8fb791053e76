import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ChatLimits } from '../../../core/ports.ts';
import { cut, fitReport, lengthOf } from '../../../core/reports/fit.ts';
import type { ReportBlock, ReportOf } from '../../../core/reports/report.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.constantFrom('', '<!channel>', '@everyone', '👩‍👩‍👧‍👦'.repeat(200), 'ა'.repeat(2200), 'x'.repeat(5000)),
);
const table = fc.integer({ min: 1, max: 8 }).chain((columns) =>
  fc.record({
    kind: fc.constant('table' as const),
    caption: text,
    columns: fc.array(text, { minLength: columns, maxLength: columns }),
    rows: fc.array(fc.array(text, { minLength: columns, maxLength: columns }), { maxLength: 40 }),
  }),
);
const block: fc.Arbitrary<ReportBlock<string>> = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), text }),
  fc.record({ kind: fc.constant('notice' as const), tone: fc.constantFrom('info' as const, 'warning' as const), text }),
  fc.record({
    kind: fc.constant('stats' as const),
    stats: fc.array(fc.record({ label: text, value: text, note: text }), { maxLength: 30 }),
  }),
  table,
  fc.record({ kind: fc.constant('picture' as const), picture: fc.constant('png'), alt: text, fallback: table }),
  fc.record({
    kind: fc.constant('links' as const),
    links: fc.array(fc.record({ label: text, url: fc.constant('https://example.com/a') }), { maxLength: 30 }),
  }),
);
const report: fc.Arbitrary<ReportOf<string>> = fc.record({
  title: text,
  subtitle: text,
  summary: text,
  footer: text,
  blocks: fc.array(block, { maxLength: 60 }),
  actions: fc.array(fc.record({ label: text, command: text, group: fc.constant('period' as const) }), {
    maxLength: 40,
  }),
});
const limits: fc.Arbitrary<ChatLimits> = fc.record({
  title: fc.integer({ min: 1, max: 300 }),
  text: fc.integer({ min: 1, max: 4000 }),
  alt: fc.integer({ min: 1, max: 2000 }),
  tableRows: fc.integer({ min: 1, max: 100 }),
  tableColumns: fc.integer({ min: 1, max: 20 }),
  cell: fc.integer({ min: 1, max: 200 }),
  stats: fc.integer({ min: 1, max: 10 }),
  pictures: fc.integer({ min: 0, max: 5 }),
  actions: fc.integer({ min: 0, max: 25 }),
  actionLabel: fc.integer({ min: 1, max: 80 }),
  blocks: fc.integer({ min: 1, max: 50 }),
  total: fc.integer({ min: 1000, max: 60_000 }).map((total) => total + 5000),
});

function textsOf(one: ReportBlock<string>): readonly string[] {
  switch (one.kind) {
    case 'text':
    case 'notice':
      return [one.text];
    case 'stats':
      return one.stats.flatMap(({ label, value, note }) => [label, value, note ?? '']);
    case 'table':
      return [one.caption, ...one.columns, ...one.rows.flat()];
    case 'picture':
      return [one.alt];
    case 'links':
      return one.links.flatMap(({ label, url }) => [label, url]);
    case 'file':
      return [one.name];
  }
}

describe('a report', () => {
  it('fits any limits', () => {
    fc.assert(
      fc.property(report, limits, (whole, most) => {
        const fitted = fitReport(whole, most);
        assert.ok(lengthOf(fitted.title) <= most.title);
        assert.ok(lengthOf(fitted.summary) <= most.text);
        assert.ok(fitted.blocks.length <= most.blocks);
        assert.ok(fitted.actions.length <= most.actions);
        assert.ok(fitted.actions.every(({ label }) => lengthOf(label) <= most.actionLabel));
        assert.ok(fitted.blocks.filter(({ kind }) => kind === 'picture').length <= most.pictures);
        for (const one of fitted.blocks) {
          if (one.kind === 'text' || one.kind === 'notice') assert.ok(lengthOf(one.text) <= Math.max(most.text, 12));
          if (one.kind === 'stats') assert.ok(one.stats.length <= most.stats);
          if (one.kind === 'picture') assert.ok(lengthOf(one.alt) <= most.alt);
          if (one.kind !== 'table') continue;
          assert.ok(one.rows.length <= most.tableRows && one.columns.length <= most.tableColumns);
        }
        const all = [
          fitted.title,
          fitted.subtitle ?? '',
          fitted.summary,
          fitted.footer,
          ...fitted.blocks.flatMap(textsOf),
        ];
        assert.ok(all.reduce((sum, one) => sum + lengthOf(one), 0) <= most.total, 'total');
      }),
      { numRuns: 300 },
    );
  });

  it('that fits already stays as it is', () => {
    const small: ReportOf<string> = {
      title: 'Reach',
      summary: 'Reach: 5',
      footer: 'now',
      blocks: [{ kind: 'text', text: 'five' }],
      actions: [],
    };
    const wide = Object.fromEntries(
      [
        'title',
        'text',
        'alt',
        'tableRows',
        'tableColumns',
        'cell',
        'stats',
        'pictures',
        'actions',
        'actionLabel',
        'blocks',
        'total',
      ].map((name) => [name, 1000]),
    ) as unknown as ChatLimits;
    assert.deepEqual(fitReport(small, wide), small);
  });
});

describe('cutting text', () => {
  it('never divides what a reader sees as one character', () => {
    assert.equal(cut('👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 8), '👩‍👩‍👧‍👦…');
    assert.equal(cut('abcdef', 4), 'abc…');
    assert.equal(cut('abcd', 4), 'abcd');
  });
});
