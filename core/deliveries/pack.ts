/** A rendered report as text and back, byte for byte: pictures as base64. */
import type { PngImage, RenderedReport, ReportBlock, Theme } from '../reports/report.ts';

const THEMES: readonly Theme[] = ['light', 'dark'];

type Packed = ReportBlock<Omit<PngImage, 'png'> & { readonly png: Readonly<Partial<Record<Theme, string>>> }>;

function mapPictures<From, To>(blocks: readonly ReportBlock<From>[], map: (picture: From) => To): ReportBlock<To>[] {
  return blocks.map((block) => (block.kind === 'picture' ? { ...block, picture: map(block.picture) } : block));
}

function mapThemes<From, To>(png: Readonly<Partial<Record<Theme, From>>>, map: (one: From) => To) {
  const entries = THEMES.flatMap((theme) => {
    const one = png[theme];
    return one === undefined ? [] : [[theme, map(one)] as const];
  });
  return Object.fromEntries(entries) as Partial<Record<Theme, To>>;
}

/** The report as one text for the store. */
export function packReport(report: RenderedReport): string {
  const blocks: readonly Packed[] = mapPictures(report.blocks, (picture) => ({
    ...picture,
    png: mapThemes(picture.png, (bytes) => Buffer.from(bytes).toString('base64')),
  }));
  return JSON.stringify({ ...report, blocks });
}

/** What `packReport` was given. */
export function unpackReport(text: string): RenderedReport {
  const report = JSON.parse(text) as Omit<RenderedReport, 'blocks'> & { readonly blocks: readonly Packed[] };
  const blocks = mapPictures(report.blocks, (picture) => ({
    ...picture,
    png: mapThemes(picture.png, (one) => new Uint8Array(Buffer.from(one, 'base64'))),
  }));
  return { ...report, blocks };
}

/** The report with its pictures in these themes only, and with tables where a picture has none of them. */
export function inThemes(report: RenderedReport, themes: readonly Theme[]): RenderedReport {
  const blocks = report.blocks.map((block): ReportBlock<PngImage> => {
    if (block.kind !== 'picture') return block;
    const png = Object.fromEntries(
      themes.flatMap((theme) => (block.picture.png[theme] === undefined ? [] : [[theme, block.picture.png[theme]]])),
    );
    return Object.keys(png).length === 0 ? block.fallback : { ...block, picture: { ...block.picture, png } };
  });
  return { ...report, blocks };
}
