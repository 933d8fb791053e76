import assert from 'node:assert/strict';

import fc from 'fast-check';
import { isAppError } from '../../../core/errors.ts';
import { parseBusinessSuite } from '../../../core/imports/business-suite.ts';
import { addDays } from '../../../core/insights/spans.ts';
import { DELIMITERS, type Dialect, ENCODINGS, LINE_ENDS, META, writeExport } from './exports.ts';

const dialects: fc.Arbitrary<Dialect> = fc.record({
  encoding: fc.constantFrom(...ENCODINGS),
  delimiter: fc.constantFrom(...DELIMITERS),
  quoted: fc.boolean(),
  lineEnd: fc.constantFrom(...LINE_ENDS),
  separatorLine: fc.constantFrom(undefined, ',', ';', '\t'),
  trailing: fc.nat(5),
  time: fc.constantFrom('', 'T00:00:00', 'T01:00:00'),
  lineEndAtEnd: fc.boolean(),
});

const series = fc
  .uniqueArray(fc.tuple(fc.nat(2000), fc.nat(10 ** 15 - 1)), { selector: ([day]) => day, minLength: 1, maxLength: 40 })
  .map((pairs) => pairs.map(([day, value]) => [addDays('2015-01-01', day), value] as const));

const example = writeExport(
  [
    { title: 'Follows', days: [['2024-01-01', 3]] },
    {
      title: 'Instagram follows',
      days: [
        ['2024-01-01', 3],
        ['2024-01-04', 12],
      ],
    },
  ],
  META,
);

/** Parses and lets nothing but our own refusals pass. */
function parses(bytes: Uint8Array): boolean {
  try {
    const { blocks } = parseBusinessSuite(bytes, { fileName: 'x.csv', platform: 'instagram' });
    assert.ok(blocks.length > 0);
    return true;
  } catch (error) {
    if (!isAppError(error)) throw error;
    assert.match(error.message, /^x\.csv/u);
    return false;
  }
}

describe('any export', () => {
  it('gives back the series that was written, through every dialect', () => {
    fc.assert(
      fc.property(series, series, dialects, (reach, views, dialect) => {
        const bytes = writeExport(
          [
            { title: 'Instagram reach', days: reach },
            { title: 'Instagram views', days: views },
          ],
          dialect,
        );
        const { blocks } = parseBusinessSuite(bytes, { fileName: 'x.csv' });
        for (const [index, written] of [reach, views].entries()) {
          const sorted = written.toSorted(([one], [other]) => (one < other ? -1 : 1));
          assert.deepEqual(
            blocks[index]?.days.map(({ day, value }) => [day, value]),
            sorted,
          );
        }
      }),
      { numRuns: 200 },
    );
  });

  it('keeps every written number and the sum of them when left-out days count as 0', () => {
    fc.assert(
      fc.property(series, (written) => {
        const [block] = parseBusinessSuite(writeExport([{ title: 'Instagram follows', days: written }]), {
          fileName: 'x.csv',
        }).blocks;
        assert.ok(block);
        assert.equal(block.days.filter(({ estimated }) => !estimated).length, written.length);
        assert.ok(block.days.every(({ value, estimated }) => !estimated || value === 0));
        const hasZero = written.some(([, value]) => value === 0);
        assert.ok(hasZero ? block.days.length === written.length : block.missingDays === 0);
        for (const [index, { day }] of block.days.entries()) {
          if (!hasZero) assert.equal(day, addDays(block.days[0]?.day ?? '', index));
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('any bytes', () => {
  it('are read or refused, never a crash', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void parses(bytes)),
      { numRuns: 500 },
    );
  });

  it('of a text are read or refused, never a crash', () => {
    const words = fc.constantFrom(
      ...['Instagram reach', 'Reach', 'Date', 'Primary', '2024-01-01', 'T00:00:00', '5', '5.май', 'Age & gender'],
      ...[',', ';', '\t', '\n', '\n\n', '\r', '"', 'sep=', ' ', '\u2028', '\ufeff', '\ud800', '٣', 'Post ID'],
    );
    const texts = fc.array(words, { maxLength: 40 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(texts, (text) => void parses(Buffer.from(text, 'utf8'))),
      { numRuns: 1000 },
    );
  });

  it('of an export with some bytes changed, lost or cut are read or refused, never a crash', () => {
    let read = 0;
    const edits = fc.array(fc.tuple(fc.nat(example.length - 1), fc.nat(255)), { maxLength: 3 });
    fc.assert(
      fc.property(edits, fc.nat(example.length), fc.boolean(), (changed, cut, cutting) => {
        const bytes = Uint8Array.from(example);
        for (const [at, byte] of changed) bytes[at] = byte;
        if (parses(cutting ? bytes.slice(0, cut) : bytes)) read += 1;
      }),
      { numRuns: 500 },
    );
    assert.ok(read > 0, 'some of them are whole');
  });
});
