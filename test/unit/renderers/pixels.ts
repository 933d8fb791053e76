import sharp from 'sharp';

/** A decoded picture; places are logical pixels, half of the real ones. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const DENSITY = 2;

export async function readPixels(png: Uint8Array): Promise<Pixels> {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`The picture has ${info.channels} channels, not red, green and blue.`);
  return { width: info.width, height: info.height, data };
}

/** How many real pixels inside the box have this colour ("#rrggbb"), give or take what smoothing does. */
export function countColour(pixels: Pixels, colour: string, box: Box): number {
  const wanted = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  let count = 0;
  for (const at of offsets(pixels, box)) {
    if (wanted.every((part, i) => Math.abs(part - (pixels.data[at + i] ?? -99)) <= 12)) count += 1;
  }
  return count;
}

/** The pixels of a box as text, to compare shapes. */
export function cropOf(pixels: Pixels, box: Box): string {
  return offsets(pixels, box)
    .map((at) => String.fromCharCode(pixels.data[at] ?? 0))
    .join('');
}

/**
 * Whether the dark ink in a box of a light picture is framed on all four sides: so the text engine draws a character
 * that no font has. Letters are not.
 */
export function isFramed(pixels: Pixels, box: Box): boolean {
  const inked = offsets(pixels, box)
    .filter((at) => (pixels.data[at] ?? 255) < 235)
    .map((at) => ({ x: (at / 3) % pixels.width, y: Math.floor(at / 3 / pixels.width) }));
  const columns = inked.map(({ x }) => x);
  const rows = inked.map(({ y }) => y);
  const [left, right] = [Math.min(...columns), Math.max(...columns)];
  const [top, bottom] = [Math.min(...rows), Math.max(...rows)];
  const full = (dots: readonly unknown[], length: number) => dots.length >= 0.85 * length;
  return (
    full(
      inked.filter(({ x }) => x === left),
      bottom - top,
    ) &&
    full(
      inked.filter(({ x }) => x === right),
      bottom - top,
    ) &&
    full(
      inked.filter(({ y }) => y === top),
      right - left,
    ) &&
    full(
      inked.filter(({ y }) => y === bottom),
      right - left,
    )
  );
}

function offsets(pixels: Pixels, box: Box): readonly number[] {
  const found: number[] = [];
  for (let y = Math.ceil(box.top * DENSITY); y < Math.min(pixels.height, box.bottom * DENSITY); y += 1) {
    for (let x = Math.ceil(box.left * DENSITY); x < Math.min(pixels.width, box.right * DENSITY); x += 1) {
      found.push(3 * (y * pixels.width + x));
    }
  }
  return found;
}
