import assert from 'node:assert/strict';

import { cleanText, fitText } from '../../../renderers/text.ts';

describe('foreign text in charts', () => {
  it('loses control characters, lone surrogates and turned directions, and nothing else', () => {
    assert.equal(cleanText('a\u0000b\u0008c\u001b[0m\ud83dd\ufffe', 50), 'abc[0md');
    assert.equal(cleanText('\u202eevil\u202c \u2066x\u2069', 50), 'evil x');
    assert.equal(cleanText('<script>"]}&amp;', 50), '<script>"]}&amp;');
  });

  it('is one line', () => {
    assert.equal(cleanText('  two\r\nlines\tand\u2028more ', 50), 'two lines and more');
  });

  it('is cut between graphemes, never inside one', () => {
    const family = '👩‍👩‍👧';
    assert.equal(cleanText(family.repeat(5), 3), `${family}${family}…`);
    assert.equal(cleanText(family.repeat(3), 3), family.repeat(3));
    assert.equal(cleanText('e\u0301'.repeat(9), 4), `${'e\u0301'.repeat(3)}…`);
  });

  it('is bounded before anything walks over it', () => {
    assert.equal(cleanText('🎉'.repeat(1_000_000), 10), `${'🎉'.repeat(9)}…`);
    assert.ok(cleanText(`a${'\u0301'.repeat(1_000_000)}`, 10).length <= 400);
  });

  it('folds fancy letters to ones the fonts have, and leaves signs as they are', () => {
    assert.equal(cleanText('𝓕𝓪𝓷𝓬𝔂 𝟚 ™ ½ ①', 50), 'Fancy 2 ™ ½ ①');
  });

  it('fits a width by giving up as little as it must', () => {
    const measure = (text: string) => text.length * 10;
    assert.equal(fitText('Reykjavik', 90, measure), 'Reykjavik');
    assert.equal(fitText('Reykjavik', 80, measure), 'Reykjav…');
    assert.equal(fitText('Reykjavik', 5, measure), '…');
  });
});
