import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { FONTS_DIRECTORY, loadMeasure } from '../../../renderers/fonts.ts';
import { createChartRenderer } from '../../../renderers/index.ts';
import { layoutChart } from '../../../renderers/layout/index.ts';
import { barsOf } from './charts.ts';
import { drawDigests } from './drawing-process.ts';
import { cropOf, isFramed, readPixels } from './pixels.ts';

const run = promisify(execFile);
const measure = loadMeasure(FONTS_DIRECTORY);
/** Assigned to nothing, so that no font has it. */
const NOBODYS = '\u0378';

async function drawElsewhere(flags: readonly string[], environment: Readonly<Record<string, string>>) {
  const script = join(import.meta.dirname, 'drawing-process.ts');
  const { stdout } = await run(process.execPath, [...flags, '--import', 'tsx', script], { env: environment });
  return JSON.parse(stdout) as unknown;
}

describe('the shipped fonts', () => {
  it('draw the same pixels on a machine without any font, and in another time zone', async () => {
    const home = await mkdtemp(join(tmpdir(), 'bare-'));
    try {
      const empty = join(home, 'fonts.conf');
      await writeFile(
        empty,
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig/>',
      );
      const bare = { HOME: home, FONTCONFIG_FILE: empty, FONTCONFIG_PATH: home, TZ: 'Pacific/Kiritimati' };
      assert.deepEqual(await drawElsewhere([], bare), await drawDigests());
    } finally {
      await rm(home, { recursive: true });
    }
  });

  it('draw a letter of every script as itself, where a character of no font is drawn as a framed box', async () => {
    const letters = ['R', 'Ω', 'ж', 'ש', 'ع', 'ส', 'न', '東', '们', '臺', '서', '🎉', NOBODYS];
    const chart = barsOf(Object.fromEntries(letters.map((letter) => [letter, 1])));
    const renderer = createChartRenderer();
    const pixels = await readPixels((await renderer.render(chart, 'light')).png);
    await renderer.close();
    const { rows, signals } = layoutChart(chart, measure);
    const places = (rows['bars'] ?? []).map(({ middle }) => ({
      left: 20,
      right: Number(signals['left']) - 4,
      top: Number(middle) - 15,
      bottom: Number(middle) + 15,
    }));
    assert.deepEqual(
      letters.filter((_, i) => isFramed(pixels, places[i] ?? assert.fail())),
      [NOBODYS],
    );
    assert.equal(new Set(places.map((place) => cropOf(pixels, place))).size, letters.length);
  });

  it('are measured within a few percent of what is drawn', async () => {
    const renderer = createChartRenderer();
    for (const label of [
      'Previous period',
      'WWWWWWWWWW',
      'Rio de Janeiro, 1,234,567',
      'Санкт-Петербург',
      '東京の夜景',
    ]) {
      const pixels = await readPixels((await renderer.render(barsOf({ [label]: 1 }), 'light')).png);
      const inked = (x: number) => /[^\u00ff]/.test(cropOf(pixels, { left: x, right: x + 1, top: 145, bottom: 175 }));
      let end = 28 + Math.floor(measure(label, 22)) + 11;
      while (end > 28 && !inked(end)) end -= 1;
      const drawn = end + 1 - 28;
      assert.ok(Math.abs(measure(label, 22) / drawn - 1) < 0.06, `${label}: ${measure(label, 22)} for ${drawn}`);
    }
    await renderer.close();
  });

  it('give joined and combining characters no width of their own', () => {
    assert.equal(measure('e\u0301\u200d\ufe0f', 22), measure('e', 22));
    assert.ok(measure('Reach', 22, 600) > measure('Reach', 22));
  });
});

describe('drawing', () => {
  it('makes no code from text: it works where the engine forbids that', async () => {
    const flags = ['--disallow-code-generation-from-strings'];
    assert.deepEqual(await drawElsewhere(flags, { HOME: tmpdir() }), await drawDigests());
  });
});
