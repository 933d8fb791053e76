import sharp from 'sharp';

import type { FrameImage } from './layout/frame.ts';
import { LIMITS } from './limits.ts';
import { SIZES } from './theme.ts';

/** The SVG with small files drawn into it. Each is decoded and encoded anew; one that cannot be is left out. */
export async function withImages(svg: string, images: readonly FrameImage[]): Promise<string> {
  const drawn = await Promise.all(images.map(drawImage));
  return svg.replace(/<\/svg>\s*$/u, `${drawn.join('')}</svg>`);
}

async function drawImage({ file, x, y, size }: FrameImage): Promise<string> {
  const pixels = Math.round(size * SIZES.density);
  try {
    const small = await sharp(file, { limitInputPixels: LIMITS.pixels ** 2, pages: 1 })
      .timeout({ seconds: 1 })
      .rotate()
      .resize(pixels, pixels, { fit: 'cover' })
      .flatten()
      .png({ compressionLevel: 1 })
      .toBuffer();
    const href = `data:image/png;base64,${small.toString('base64')}`;
    return `<image x="${x}" y="${y}" width="${size}" height="${size}" href="${href}"/>`;
  } catch {
    return '';
  }
}
