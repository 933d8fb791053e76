import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { FONTS_DIRECTORY } from '../../../renderers/fonts.ts';
import { readAdvances } from '../../../renderers/truetype.ts';

function open(name: string) {
  return readAdvances(readFileSync(join(FONTS_DIRECTORY, name)));
}

function widthOf(name: string, character: string): number | undefined {
  return open(name)(character.codePointAt(0) ?? 0);
}

describe('the widths of a font', () => {
  it('are those of its letters, narrow and wide', () => {
    const [i, m, w] = ['i', 'm', 'W'].map((letter) => widthOf('Inter-Regular.ttf', letter) ?? NaN);
    assert.ok(i !== undefined && m !== undefined && w !== undefined);
    assert.ok(i > 0.2 && i < 0.3 && m > 0.8 && w > 0.9 && w < 1.1, `${i} ${m} ${w}`);
    assert.ok((widthOf('Inter-SemiBold.ttf', 'i') ?? 0) > i);
  });

  it('are the same for every digit, so that numbers stand under each other', () => {
    const advances = open('NotoSansThai-Regular.ttf');
    assert.equal(new Set(Array.from('0123456789', (digit) => advances(digit.charCodeAt(0)))).size, 1);
  });

  it('are known for characters beyond the first plane', () => {
    assert.ok((widthOf('NotoEmoji-Regular.ttf', '🎉') ?? 0) > 1);
  });

  it('are unknown for characters the font does not have, at its edges and between its ranges', () => {
    const advances = open('Inter-Regular.ttf');
    const absent = [0, 0x0e01, 0x378, 0x6771, 0xffff, 0x1f389, 0x10ffff];
    assert.deepEqual(
      absent.filter((character) => advances(character) !== undefined),
      [],
    );
  });

  it('are refused when the file is cut short', () => {
    const file = readFileSync(join(FONTS_DIRECTORY, 'Inter-Regular.ttf'));
    assert.throws(() => readAdvances(file.subarray(0, 300)), RangeError);
  });
});
