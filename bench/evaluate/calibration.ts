import { FONT, PALETTES } from '../../renderers/theme.ts';

const SIZE = 720;
const LEFT = 110;
const TOP = 90;
const SIDE = 540;
const DECADES = 5;
const STEPS_A_DECADE = 4;

/** A chance the method named, and the share of ordinary days that were at least so rare. */
export interface CalibrationPoint {
  readonly nominal: number;
  readonly observed: number;
}

/** What the method said against what happened, from 1 down to 1 in 100,000; points with fewer than 3 days are left out. */
export function calibrationOf(chances: readonly number[]): readonly CalibrationPoint[] {
  const sorted = [...chances].sort((a, b) => a - b);
  return Array.from({ length: DECADES * STEPS_A_DECADE + 1 }, (_, i) => {
    const nominal = 10 ** (-i / STEPS_A_DECADE);
    const count = sorted.findIndex((chance) => chance > nominal);
    return { nominal, observed: (count < 0 ? sorted.length : count) / sorted.length };
  }).filter(({ observed }) => observed * sorted.length >= 3);
}

/** The calibration plot as SVG: both axes logarithmic, the diagonal is a method that says the truth. */
export function drawCalibration(points: readonly CalibrationPoint[], subtitle: string): string {
  const colors = PALETTES.light;
  const x = (chance: number): number => LEFT + SIDE * (1 + Math.log10(chance) / DECADES);
  const y = (chance: number): number => TOP + SIDE - SIDE * (1 + Math.log10(chance) / DECADES);
  const text = (left: number, top: number, words: string, more = ''): string =>
    `<text x="${left}" y="${top}" font-size="18" fill="${colors.text}" ${more}>${words}</text>`;
  const grid = Array.from({ length: DECADES + 1 }, (_, i) => {
    const chance = 10 ** -i;
    const label = i === 0 ? '1' : `1 in ${(10 ** i).toLocaleString('en-US')}`;
    return (
      `<path d="M${x(chance)} ${TOP}V${TOP + SIDE}M${LEFT} ${y(chance)}H${LEFT + SIDE}" stroke="${colors.grid}"/>` +
      `<text x="${x(chance)}" y="${TOP + SIDE + 24}" font-size="13" text-anchor="middle" fill="${colors.muted}">${label}</text>` +
      `<text x="${LEFT - 8}" y="${y(chance) + 5}" font-size="13" text-anchor="end" fill="${colors.muted}">${label}</text>`
    );
  }).join('');
  const line = points.map(({ nominal, observed }, i) => `${i === 0 ? 'M' : 'L'}${x(nominal)} ${y(observed)}`).join('');
  const dots = points
    .map(({ nominal, observed }) => `<circle cx="${x(nominal)}" cy="${y(observed)}" r="4" fill="${colors.current}"/>`)
    .join('');
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE}" height="${SIZE}" font-family="${FONT}">` +
    `<rect width="100%" height="100%" fill="${colors.background}"/>` +
    text(30, 38, 'How often ordinary days were as rare as the method said', 'font-weight="600"') +
    `<text x="30" y="64" font-size="15" fill="${colors.muted}">${subtitle}</text>${grid}` +
    `<path d="M${x(1e-5)} ${y(1e-5)}L${x(1)} ${y(1)}" stroke="${colors.axis}" stroke-dasharray="6 5"/>` +
    `<path d="${line}" fill="none" stroke="${colors.current}" stroke-width="2.5"/>${dots}` +
    text(LEFT + SIDE / 2, SIZE - 22, 'said', 'text-anchor="middle"') +
    text(LEFT + 8, TOP + 22, 'happened') +
    '</svg>'
  );
}
