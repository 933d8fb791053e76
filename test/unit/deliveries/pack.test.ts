import assert from 'node:assert/strict';
import { inThemes, packReport, unpackReport } from '../../../core/deliveries/pack.ts';
import type { RenderedReport } from '../../../core/reports/report.ts';

const REPORT: RenderedReport = {
  title: 'Week',
  summary: 'One line.',
  blocks: [
    { kind: 'text', text: 'Grüße 🌱' },
    {
      kind: 'picture',
      alt: 'a chart',
      fallback: { kind: 'table', caption: 'c', columns: ['a'], rows: [['1']] },
      picture: { width: 2, height: 1, png: { light: Uint8Array.of(0, 255, 128), dark: Uint8Array.of(7) } },
    },
  ],
  footer: 'f',
  actions: [],
};

describe('a packed report', () => {
  it('comes back byte for byte', () => {
    const text = packReport(REPORT);
    assert.deepEqual(unpackReport(text), REPORT);
    assert.equal(packReport(unpackReport(text)), text);
  });

  it('is shown in the themes a platform wants, or as its table', () => {
    const [, dark] = inThemes(REPORT, ['dark']).blocks;
    assert.ok(dark?.kind === 'picture' && dark.picture.png.light === undefined && dark.picture.png.dark !== undefined);
    assert.equal(inThemes(REPORT, []).blocks[1]?.kind, 'table');
  });
});
