/** Advance widths of a font by code point, in ems; undefined for a character the font does not have. */
export type Advances = (character: number) => number | undefined;

/**
 * Reads the advance widths of a TrueType file: `cmap` (formats 4 and 12) says which glyph a character has, `hmtx` how
 * wide that glyph is (OpenType 1.9 specification). Nothing is read ahead: a process that draws one chart looks up some
 * dozen characters of thousands. Throws a RangeError on a file that is cut short.
 */
export function readAdvances(file: Uint8Array): Advances {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const tables = readTables(view);
  const table = (name: string) => {
    const offset = tables.get(name);
    if (offset === undefined) throw new RangeError(`The font has no ${name} table.`);
    return offset;
  };
  const unitsPerEm = view.getUint16(table('head') + 18);
  const measured = view.getUint16(table('hhea') + 34);
  const hmtx = table('hmtx');
  const subtables = readSubtables(view, table('cmap'));
  return (character) => {
    const glyph = subtables.map((find) => find(character)).find((found) => found !== 0);
    return glyph === undefined ? undefined : view.getUint16(hmtx + 4 * Math.min(glyph, measured - 1)) / unitsPerEm;
  };
}

function readTables(view: DataView): ReadonlyMap<string, number> {
  const tables = new Map<string, number>();
  for (let i = 0; i < view.getUint16(4); i += 1) {
    const entry = 12 + 16 * i;
    const name = String.fromCharCode(...[0, 1, 2, 3].map((byte) => view.getUint8(entry + byte)));
    tables.set(name, view.getUint32(entry + 8));
  }
  return tables;
}

/** The glyph of a character; 0 when there is none. */
type GlyphOf = (character: number) => number;

/** Every Unicode subtable that can be read, the later, larger ones first. */
function readSubtables(view: DataView, cmap: number): readonly GlyphOf[] {
  const offsets = new Set<number>();
  for (let i = 0; i < view.getUint16(cmap + 2); i += 1) offsets.add(cmap + view.getUint32(cmap + 8 + 8 * i));
  return [...offsets].toReversed().flatMap((at): readonly GlyphOf[] => {
    const format = view.getUint16(at);
    if (format === 4) return [(character) => findFormat4(view, at, character)];
    return format === 12 ? [(character) => findFormat12(view, at, character)] : [];
  });
}

function findFormat4(view: DataView, at: number, character: number): number {
  const size = view.getUint16(at + 6);
  const segment = firstEndingAt(size / 2, (i) => view.getUint16(at + 14 + 2 * i), character);
  if (segment === undefined) return 0;
  const offset = 2 * segment;
  const first = view.getUint16(at + 16 + size + offset);
  if (character < first) return 0;
  const delta = view.getUint16(at + 16 + 2 * size + offset);
  const rangeAt = at + 16 + 3 * size + offset;
  const range = view.getUint16(rangeAt);
  if (range === 0) return (character + delta) & 0xffff;
  const glyph = view.getUint16(rangeAt + range + 2 * (character - first));
  return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
}

function findFormat12(view: DataView, at: number, character: number): number {
  const group = firstEndingAt(view.getUint32(at + 12), (i) => view.getUint32(at + 20 + 12 * i), character);
  if (group === undefined) return 0;
  const first = view.getUint32(at + 16 + 12 * group);
  return character < first ? 0 : view.getUint32(at + 24 + 12 * group) + character - first;
}

/** The first of `count` ranges in ascending order whose end is not before `character`. */
function firstEndingAt(count: number, endOf: (index: number) => number, character: number): number | undefined {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (endOf(middle) < character) low = middle + 1;
    else high = middle;
  }
  return low < count ? low : undefined;
}
