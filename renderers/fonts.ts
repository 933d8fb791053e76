import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { env } from 'node:process';

import type { Measure } from './text.ts';
import { readAdvances } from './truetype.ts';
import type { Advances } from './truetype.ts';

/** The folder with the shipped fonts and their `fonts.conf`, beside this file in the sources and in the build. */
export const FONTS_DIRECTORY = join(import.meta.dirname, 'fonts');

const FALLBACKS = ['NotoSansArabic', 'NotoSansHebrew', 'NotoSansThai', 'NotoSansDevanagari'].map(
  (name) => `${name}-Regular`,
);
/** Marks, joiners and variation selectors stand on their neighbour. */
const ZERO_WIDTH = /[\p{M}\p{Cf}]/u;

/**
 * Points the text engine at the shipped fonts. fontconfig reads its environment once, at the first text drawn in the
 * process, and only what the main thread set: call this before any drawing.
 */
export function useFonts(directory: string): void {
  // The one way to tell fontconfig; nothing is read from the environment here.
  env['FONTCONFIG_FILE'] = resolve(directory, 'fonts.conf');
}

/**
 * Text widths summed from the fonts' own tables, within a few percent of what is drawn (kerning and joined letters
 * are not looked at). Characters of no measured font (Chinese, Japanese, Korean, emoji) are one em wide.
 */
export function loadMeasure(directory: string): Measure {
  const loaded = new Map<string, Advances>();
  // Each font is read when a character first asks for it: most texts never need the fallbacks.
  const advances = (name: string): Advances => {
    const known = loaded.get(name) ?? readAdvances(readFileSync(join(directory, `${name}.ttf`)));
    loaded.set(name, known);
    return known;
  };
  const regular = { fonts: ['Inter-Regular', ...FALLBACKS], known: new Map<string, number>() };
  const bold = { fonts: ['Inter-SemiBold', ...FALLBACKS], known: new Map<string, number>() };
  return (text, size, weight = 400) => {
    const { fonts, known } = weight === 600 ? bold : regular;
    let ems = 0;
    for (const character of text) {
      const advance = known.get(character) ?? advanceOf(character, fonts, advances);
      known.set(character, advance);
      ems += advance;
    }
    return ems * size;
  };
}

function advanceOf(character: string, fonts: readonly string[], advances: (font: string) => Advances): number {
  if (ZERO_WIDTH.test(character)) return 0;
  const code = character.codePointAt(0) ?? 0;
  for (const font of fonts) {
    const advance = advances(font)(code);
    if (advance !== undefined) return advance;
  }
  return 1;
}
