import { FONT, PALETTES } from '../../renderers/theme.ts';
import { type Detector, flagsAbove, scoresOf } from './detectors.ts';
import { type EpisodeScore, groupFlags, type LabelledSeries, scoreEpisodes } from './labelled.ts';

const SIZE = 720;
const LEFT = 80;
const TOP = 90;
const SIDE = 560;
/** Thresholds tried for a curve: so many of the scores that days have, evenly by rank. */
const STEPS = 150;
const COLORS = ['#9a6700', '#8250df', '#bf3989', '#1a7f37', '#57606a', '#bc4c00', '#0969da', '#6e7781', '#cf222e'];

interface CurvePoint {
  readonly threshold: number;
  readonly score: EpisodeScore;
}

/** What a method can reach on the labelled series, whatever threshold it is given. */
export interface Curve {
  readonly name: string;
  readonly points: readonly CurvePoint[];
  /** Area under the curve of the best precision at each recall or a higher one; 1 is perfect. */
  readonly area: number;
  /** The threshold best for these very series: tuned, so no promise for others. */
  readonly best: CurvePoint;
  /** At its usual threshold. */
  readonly usual: EpisodeScore;
}

/** Precision and recall by episodes over all thresholds. */
export function curveOf(detector: Detector, all: readonly LabelledSeries[]): Curve {
  const scored = all.map((series) => ({ series, scores: scoresOf(detector, series.row) }));
  const at = (threshold: number): CurvePoint => {
    const told = scored.map(({ series, scores }) => ({ series, episodes: groupFlags(flagsAbove(scores, threshold)) }));
    return { threshold, score: scoreEpisodes(told) };
  };
  const ranks = [...new Set(scored.flatMap(({ scores }) => scores.filter((score) => score !== undefined)))];
  ranks.sort((a, b) => a - b);
  const thresholds = Array.from({ length: STEPS }, (_, i) => ranks[Math.floor((i * ranks.length) / STEPS)] ?? 0);
  const points = [...new Set(thresholds)].map(at);
  const usual = at(detector.threshold);
  const best = [...points, usual].reduce((a, b) => (b.score.f1 > a.score.f1 ? b : a));
  return { name: detector.name, points, area: areaUnder(points), best, usual: usual.score };
}

function areaUnder(points: readonly CurvePoint[]): number {
  const steps = 200;
  let sum = 0;
  for (let step = 0; step < steps; step += 1) {
    const recall = (step + 0.5) / steps;
    const able = points.filter(({ score }) => score.recall >= recall).map(({ score }) => score.precision);
    sum += Math.max(0, ...able) / steps;
  }
  return sum;
}

/** The curves as SVG; a dot is the method at its usual threshold. The first is ours. */
export function drawCurves(curves: readonly Curve[], subtitle: string): string {
  const colors = PALETTES.light;
  const x = (recall: number): number => LEFT + SIDE * recall;
  const y = (precision: number): number => TOP + SIDE * (1 - precision);
  const grid = [0, 0.2, 0.4, 0.6, 0.8, 1].map(
    (share) =>
      `<path d="M${x(share)} ${TOP}V${TOP + SIDE}M${LEFT} ${y(share)}H${LEFT + SIDE}" stroke="${colors.grid}"/>` +
      `<text x="${x(share)}" y="${TOP + SIDE + 22}" font-size="13" text-anchor="middle" fill="${colors.muted}">${share}</text>` +
      `<text x="${LEFT - 8}" y="${y(share) + 5}" font-size="13" text-anchor="end" fill="${colors.muted}">${share}</text>`,
  );
  const lines = curves.map(({ points, usual }, i) => {
    const color = colorOf(i);
    const path = [...points]
      .sort((a, b) => a.threshold - b.threshold)
      .filter(({ score }) => score.found > 0)
      .map(({ score }, j) => `${j === 0 ? 'M' : 'L'}${x(score.recall)} ${y(score.precision)}`)
      .join('');
    return (
      `<path d="${path}" fill="none" stroke="${color}" stroke-width="${i === 0 ? 3.5 : 1.5}"/>` +
      `<circle cx="${x(usual.recall)}" cy="${y(usual.precision)}" r="${i === 0 ? 8 : 5}" fill="${color}"/>`
    );
  });
  const key = curves.map(
    ({ name }, i) =>
      `<rect x="${LEFT + 14}" y="${TOP + SIDE - 22 * (curves.length - i) - 4}" width="14" height="14" fill="${colorOf(i)}"/>` +
      `<text x="${LEFT + 36}" y="${TOP + SIDE - 22 * (curves.length - i) + 8}" font-size="14" fill="${colors.text}">${escape(name)}</text>`,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE}" height="${SIZE}" font-family="${FONT}">` +
    `<rect width="100%" height="100%" fill="${colors.background}"/>` +
    `<text x="30" y="38" font-size="18" font-weight="600" fill="${colors.text}">Precision and recall on labelled real series, by episode</text>` +
    `<text x="30" y="64" font-size="15" fill="${colors.muted}">${escape(subtitle)}</text>` +
    [...grid, ...[...lines].reverse(), ...key].join('') +
    `<text x="${LEFT + SIDE / 2}" y="${SIZE - 18}" font-size="16" text-anchor="middle" fill="${colors.text}">recall</text>` +
    `<text x="${LEFT + 8}" y="${TOP - 8}" font-size="16" fill="${colors.text}">precision</text>` +
    '</svg>'
  );
}

function colorOf(place: number): string {
  return place === 0 ? PALETTES.light.current : (COLORS[(place - 1) % COLORS.length] ?? PALETTES.light.axis);
}

function escape(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
