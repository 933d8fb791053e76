/**
 * Makes the fonts of `renderers/fonts` again, from the npm packages named in its README installed in a folder of their
 * own: `node --import tsx scripts/build-fonts.ts <folder>`. Run by hand when a font changes; its results are committed.
 */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

type Subset = (
  font: Buffer,
  text: string,
  options: {
    readonly targetFormat: 'sfnt';
    readonly noHinting: boolean;
    readonly preserveNameIds: readonly number[];
    readonly keepFeatures?: readonly string[];
  },
) => Promise<Buffer>;

interface Recipe {
  readonly from: string;
  readonly to: string;
  readonly characters: string;
  readonly keepFeatures?: readonly string[];
}

/** All characters of a double-byte character set whose lead byte lies in the range given. */
function charactersOf(encoding: string, first: number, last: number): string {
  const decoder = new TextDecoder(encoding);
  let text = '';
  for (let lead = first; lead <= last; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const decoded = decoder.decode(Uint8Array.of(lead, trail));
      if (/^[^\ufffd]$/u.test(decoded)) text += decoded;
    }
  }
  return text;
}

function range(first: number, last: number): string {
  return Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i)).join('');
}

function without(text: string, known: string): string {
  const seen = new Set(known);
  return [...new Set(text)].filter((character) => !seen.has(character)).join('');
}

// JIS X 0208 rows 1-8 and level 1 (rows 16-47); GB 2312 level 1 (rows 16-55); Big5 level 1; KS X 1001 hangul (rows 16-40).
const LATIN = range(0x20, 0x7e);
const CJK_MARKS = range(0x3000, 0x303f) + range(0x3040, 0x30ff) + range(0x31f0, 0x31ff) + range(0xff00, 0xffef);
const JAPANESE = CJK_MARKS + charactersOf('euc-jp', 0xa1, 0xa8) + charactersOf('euc-jp', 0xb0, 0xcf);
const CHINESE = charactersOf('gbk', 0xb0, 0xd7) + charactersOf('big5', 0xa4, 0xc6);
const KOREAN = charactersOf('euc-kr', 0xb0, 0xc8) + range(0x3131, 0x318e);
const EUROPE =
  range(0x20, 0x24f) + range(0x250, 0x36f) + range(0x370, 0x52f) + range(0x1e00, 0x1fff) + range(0x2000, 0x2bff);
/** Typographic family and style: without them the semi-bold is a family of its own. */
const FAMILY_NAMES = [16, 17];
const INTER_FEATURES = ['kern', 'mark', 'mkmk', 'ccmp', 'locl', 'tnum'];

const RECIPES: readonly Recipe[] = [
  {
    from: 'inter/400Regular/Inter_400Regular.ttf',
    to: 'Inter-Regular.ttf',
    characters: EUROPE,
    keepFeatures: INTER_FEATURES,
  },
  {
    from: 'inter/600SemiBold/Inter_600SemiBold.ttf',
    to: 'Inter-SemiBold.ttf',
    characters: EUROPE,
    keepFeatures: INTER_FEATURES,
  },
  {
    from: 'noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf',
    to: 'NotoSansArabic-Regular.ttf',
    characters: LATIN + range(0x600, 0x6ff) + range(0x750, 0x77f) + range(0x8a0, 0x8ff) + range(0xfb50, 0xfeff),
  },
  {
    from: 'noto-sans-hebrew/400Regular/NotoSansHebrew_400Regular.ttf',
    to: 'NotoSansHebrew-Regular.ttf',
    characters: LATIN + range(0x590, 0x5ff) + range(0xfb1d, 0xfb4f),
  },
  {
    from: 'noto-sans-thai/400Regular/NotoSansThai_400Regular.ttf',
    to: 'NotoSansThai-Regular.ttf',
    characters: LATIN + range(0xe00, 0xe7f),
  },
  {
    from: 'noto-sans-devanagari/400Regular/NotoSansDevanagari_400Regular.ttf',
    to: 'NotoSansDevanagari-Regular.ttf',
    characters: LATIN + range(0x900, 0x97f) + range(0x200c, 0x200d) + '\u25cc',
  },
  {
    from: 'noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf',
    to: 'NotoSansJP-Subset.ttf',
    characters: JAPANESE,
    keepFeatures: [],
  },
  {
    from: 'noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
    to: 'NotoSansSC-Subset.ttf',
    characters: without(CHINESE, JAPANESE + EUROPE),
    keepFeatures: [],
  },
  {
    from: 'noto-sans-kr/400Regular/NotoSansKR_400Regular.ttf',
    to: 'NotoSansKR-Subset.ttf',
    characters: without(KOREAN, JAPANESE + EUROPE),
    keepFeatures: [],
  },
];

/** Files taken as they are: emoji sequences live in the font's own tables. */
const COPIES: readonly (readonly [from: string, to: string])[] = [
  ['noto-emoji/400Regular/NotoEmoji_400Regular.ttf', 'NotoEmoji-Regular.ttf'],
  ['inter/LICENSE_FONT', 'OFL-Inter.txt'],
  ['noto-sans-arabic/LICENSE_FONT', 'OFL-NotoSans.txt'],
  ['noto-sans-jp/LICENSE_FONT', 'OFL-NotoSansCJK.txt'],
  ['noto-emoji/LICENSE_FONT', 'OFL-NotoEmoji.txt'],
];

/** Writes every font of the recipes from the packages installed in `folder` to `target`. */
async function buildFonts(folder: string, target: string): Promise<void> {
  const packages = join(folder, 'node_modules/@expo-google-fonts');
  const subset = createRequire(join(folder, 'package.json'))('subset-font') as Subset;
  for (const { from, to, characters, keepFeatures } of RECIPES) {
    const options = {
      targetFormat: 'sfnt',
      noHinting: true,
      preserveNameIds: FAMILY_NAMES,
      ...(keepFeatures && { keepFeatures }),
    } as const;
    const font = await subset(readFileSync(join(packages, from)), characters, options);
    writeFileSync(join(target, to), font);
    console.log(to, `${Math.round(font.length / 1024)} KB`);
  }
  for (const [from, to] of COPIES) copyFileSync(join(packages, from), join(target, to));
}

const folder = process.argv[2];
if (folder === undefined) throw new Error('Give the folder where the font packages are installed.');
await buildFonts(folder, join(import.meta.dirname, '../renderers/fonts'));
