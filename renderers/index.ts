import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';

import { LRUCache } from 'lru-cache';

import type { ChartRenderer, Clock, Logger } from '../core/ports.ts';
import type { Chart, Theme } from '../core/reports/report.ts';
import { FONTS_DIRECTORY, loadMeasure, useFonts } from './fonts.ts';
import { layoutChart } from './layout/index.ts';
import { LIMITS, boundChart } from './limits.ts';
import type * as ImagesModule from './images.ts';
import type * as PngModule from './png.ts';
import { createLimit, within } from './queue.ts';
import { SAMPLES } from './samples.ts';
import { CHART_THEMES } from './specs/index.ts';
import type { Measure } from './text.ts';
import { SIZES } from './theme.ts';
import type * as ViewsModule from './views.ts';

/** Part of the cache key: raise it when the same data is drawn in another way. */
const VERSION = 3;
/** Pictures are about 130 KB each. */
const CACHED_BYTES = 24 * 1024 * 1024;

export interface ChartRendererOptions {
  /** Where `fonts.conf` and its fonts are; those shipped beside this file when absent. */
  readonly fontsDirectory?: string;
  readonly logger?: Logger;
  /** For the durations in the log; none are logged without it. */
  readonly clock?: Clock;
}

export interface OpenChartRenderer extends ChartRenderer {
  /** Draws one small chart of each kind, so that the first person does not wait for fonts and code to load; `close` ends it. */
  warmUp(): Promise<void>;
  /** Finishes what was asked for, then gives everything back. Asked for more, the renderer rejects. */
  close(): Promise<void>;
}

type Picture = Awaited<ReturnType<ChartRenderer['render']>>;

interface Tools {
  readonly measure: Measure;
  readonly views: ViewsModule.Views;
  readonly toPng: typeof PngModule.toPng;
  readonly withImages: typeof ImagesModule.withImages;
}

/**
 * Makes the renderer: charts in, opaque PNG out, twice the logical size (1600 pixels wide). The same chart again comes
 * from memory; asked for twice at once, it is drawn once. Rejects with an Error when a chart has too many points,
 * bars or cells, or takes more than 5 seconds to draw. The heavy libraries load with the first chart, or with `warmUp`.
 */
export function createChartRenderer(options: ChartRendererOptions = {}): OpenChartRenderer {
  const { fontsDirectory = FONTS_DIRECTORY, logger, clock } = options;
  useFonts(fontsDirectory);
  const pictures = new LRUCache<string, Picture>({
    maxSize: CACHED_BYTES,
    sizeCalculation: ({ png }) => Math.max(1, png.byteLength),
  });
  const drawing = new Map<string, Promise<Picture>>();
  const limit = createLimit(availableParallelism() * 2);
  let tools: Promise<Tools> | undefined;
  let closed = false;

  async function draw(chart: Chart, theme: Theme, loaded: Tools): Promise<Picture> {
    const started = clock?.();
    const { measure, views, toPng, withImages } = loaded;
    const frame = layoutChart(chart, measure);
    const [width, height] = [SIZES.width * SIZES.density, frame.height * SIZES.density];
    if (height > LIMITS.pixels) throw new Error(`A picture ${height} pixels high is too large to draw.`);
    const svg = await views.draw(frame, theme);
    const png = await toPng(frame.images === undefined ? svg : await withImages(svg, frame.images));
    const took = clock === undefined || started === undefined ? {} : { milliseconds: clock() - started };
    logger?.debug({ kind: chart.kind, theme, bytes: png.byteLength, ...took }, 'A chart was drawn.');
    return { png, width, height };
  }

  async function render(chart: Chart, theme: Theme): Promise<Picture> {
    if (closed) throw new Error('The chart renderer is closed.');
    const bounded = boundChart(chart);
    const key = createHash('sha1')
      .update(JSON.stringify([VERSION, theme, bounded], nameFile))
      .digest('base64');
    const known = pictures.get(key) ?? drawing.get(key);
    if (known !== undefined) return known;
    const drawn = limit(async () => {
      // Loading happens once and is no part of a picture's time, however slow the machine is.
      tools ??= loadTools(fontsDirectory);
      const picture = draw(bounded, theme, await tools);
      return within(picture, LIMITS.milliseconds, 'The chart took more than 5 seconds to draw.');
    });
    drawing.set(key, drawn);
    try {
      const picture = await drawn;
      pictures.set(key, picture);
      return picture;
    } finally {
      drawing.delete(key);
    }
  }

  return {
    render,
    async warmUp() {
      for (const chart of SAMPLES) {
        for (const theme of CHART_THEMES) if (!closed) await render(chart, theme);
      }
    },
    async close() {
      closed = true;
      await Promise.allSettled(drawing.values());
      const loaded = await tools?.catch(() => undefined);
      loaded?.views.close();
      pictures.clear();
    },
  };
}

/** Files go into the key of a picture by their digest. */
function nameFile(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? createHash('sha1').update(value).digest('base64') : value;
}

/** Vega and sharp take a third of a second to load, so they load with the first chart and not with the bot. */
async function loadTools(fontsDirectory: string): Promise<Tools> {
  const [{ Views, measureWith }, { toPng }, { withImages }] = await Promise.all([
    import('./views.ts'),
    import('./png.ts'),
    import('./images.ts'),
  ]);
  const measure = loadMeasure(fontsDirectory);
  measureWith(measure);
  return { measure, views: new Views(), toPng, withImages };
}
