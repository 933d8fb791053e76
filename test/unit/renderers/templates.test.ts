import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { compileSpec } from '../../../renderers/specs/compile.ts';
import { CHART_KINDS, CHART_THEMES } from '../../../renderers/specs/index.ts';
import { loadTemplate, templateName } from '../../../renderers/templates.ts';
import { PALETTES } from '../../../renderers/theme.ts';
import type { Palette } from '../../../renderers/theme.ts';
import { buildCharts } from '../../../scripts/build-charts.ts';

const GOLDEN = join(import.meta.dirname, 'golden');
const AGAIN = 'node --import tsx scripts/build-charts.ts "$PWD/test/unit/renderers/golden", then prettier';

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'));
}

function contrast(one: string, other: string): number {
  const luminance = (colour: string) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

describe('chart templates', () => {
  for (const kind of CHART_KINDS) {
    for (const theme of CHART_THEMES) {
      it(`compile the ${theme} ${kind} to the Vega on record`, async () => {
        const golden = await readJson(join(GOLDEN, templateName(kind, theme)));
        assert.deepEqual(JSON.parse(JSON.stringify(compileSpec(kind, theme))), golden, `On purpose? ${AGAIN}`);
      });
    }
  }

  it('are all on record and nothing else is', async () => {
    const expected = CHART_KINDS.flatMap((kind) => CHART_THEMES.map((theme) => templateName(kind, theme)));
    assert.deepEqual((await readdir(GOLDEN)).sort(), expected.sort());
  });

  it('are written by the build as the renderer loads them, with the fonts', async () => {
    const dist = await mkdtemp(join(tmpdir(), 'charts-'));
    try {
      buildCharts(dist);
      for (const kind of CHART_KINDS) {
        const built = await readJson(join(dist, 'renderers/compiled', templateName(kind, 'dark')));
        assert.deepEqual(built, JSON.parse(JSON.stringify(await loadTemplate(kind, 'dark'))));
      }
      const fonts = await readdir(join(dist, 'renderers/fonts'));
      assert.ok(fonts.includes('fonts.conf') && fonts.includes('Inter-Regular.ttf'));
    } finally {
      await rm(dist, { recursive: true });
    }
  });

  it('have scales whose every step is told from the one before by its lightness alone, away from the background', () => {
    for (const { scale, background } of Object.values(PALETTES)) {
      const apart = scale.map((colour) => contrast(colour, background));
      for (const [i, step] of apart.slice(1).entries()) assert.ok(step > (apart[i] ?? 0) * 1.2, scale[i + 1]);
    }
  });

  it('have text of 4.5:1 and lines of 3:1 on their background', () => {
    const texts = ['text', 'muted'] as const satisfies readonly (keyof Palette)[];
    const lines = ['current', 'previous', 'tentative'] as const satisfies readonly (keyof Palette)[];
    for (const palette of Object.values(PALETTES)) {
      for (const name of texts) assert.ok(contrast(palette[name], palette.background) >= 4.5, palette[name]);
      for (const name of lines) assert.ok(contrast(palette[name], palette.background) >= 3, palette[name]);
    }
  });
});
