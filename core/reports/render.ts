/** Charts become pictures; one that cannot be drawn becomes its table, with a word about it. */
import type { ChartRenderer, Logger } from '../ports.ts';
import type { Chart, PngImage, RenderedReport, Report, ReportBlock, Theme } from './report.ts';

async function draw(renderer: ChartRenderer, chart: Chart, themes: readonly Theme[]): Promise<PngImage> {
  const drawn = await Promise.all(themes.map(async (theme) => ({ theme, ...(await renderer.render(chart, theme)) })));
  const first = drawn[0];
  if (first === undefined) throw new Error('no theme was asked for');
  return {
    width: first.width,
    height: first.height,
    png: Object.fromEntries(drawn.map(({ theme, png }) => [theme, png])),
  };
}

/** Draws every chart of a report in the given themes; none at all for no themes. Never rejects. */
export async function renderReport(
  renderer: ChartRenderer,
  logger: Logger,
  report: Report,
  themes: readonly Theme[],
): Promise<RenderedReport> {
  const blocks = await Promise.all(
    report.blocks.map(async (block): Promise<readonly ReportBlock<PngImage>[]> => {
      if (block.kind !== 'picture') return [block];
      if (themes.length === 0) return [block.fallback];
      try {
        return [{ ...block, picture: await draw(renderer, block.picture, themes) }];
      } catch (error) {
        const problem = error instanceof Error ? error.message : 'not an error';
        logger.error({ problem, chart: block.picture.kind }, 'a chart could not be drawn');
        logger.debug({ error }, 'where the chart could not be drawn');
        const text = 'The picture could not be drawn; here are its numbers.';
        return [{ kind: 'notice', tone: 'warning', text }, block.fallback];
      }
    }),
  );
  return { ...report, blocks: blocks.flat() };
}
