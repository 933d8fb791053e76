/** Advance widths of a font by code point, in ems. */
export type Advances = ReadonlyMap<number, number>;

/**
 * Reads the advance widths of a TrueType file: `cmap` (formats 4 and 12) says which glyph a character has, `hmtx` how
 * wide that glyph is (OpenType 1.9 specification). Throws a RangeError on a file that is cut short.
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
  const advances = new Map<number, number>();
  for (const [character, glyph] of readGlyphs(view, table('cmap'))) {
    advances.set(character, view.getUint16(hmtx + 4 * Math.min(glyph, measured - 1)) / unitsPerEm);
  }
  return advances;
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

/** Character to glyph, from every Unicode subtable; the later, larger ones win. */
function* readGlyphs(view: DataView, cmap: number): Generator<readonly [character: number, glyph: number]> {
  for (let i = 0; i < view.getUint16(cmap + 2); i += 1) {
    const subtable = cmap + view.getUint32(cmap + 4 + 8 * i + 4);
    const format = view.getUint16(subtable);
    if (format === 4) yield* readFormat4(view, subtable);
    if (format === 12) yield* readFormat12(view, subtable);
  }
}

function* readFormat4(view: DataView, at: number): Generator<readonly [number, number]> {
  const size = view.getUint16(at + 6);
  for (let offset = 0; offset < size; offset += 2) {
    const last = view.getUint16(at + 14 + offset);
    const first = view.getUint16(at + 16 + size + offset);
    const delta = view.getUint16(at + 16 + 2 * size + offset);
    const rangeAt = at + 16 + 3 * size + offset;
    const range = view.getUint16(rangeAt);
    for (let character = first; character <= last && character < 0xffff; character += 1) {
      const raw = range === 0 ? character : view.getUint16(rangeAt + range + 2 * (character - first));
      const glyph = range !== 0 && raw === 0 ? 0 : (raw + delta) & 0xffff;
      if (glyph !== 0) yield [character, glyph];
    }
  }
}

function* readFormat12(view: DataView, at: number): Generator<readonly [number, number]> {
  for (let i = 0; i < view.getUint32(at + 12); i += 1) {
    const group = at + 16 + 12 * i;
    const first = view.getUint32(group);
    for (let character = first; character <= view.getUint32(group + 4); character += 1) {
      yield [character, view.getUint32(group + 8) + character - first];
    }
  }
}
