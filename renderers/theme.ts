import type { Theme } from '../core/reports/report.ts';

/** The colours of one theme. Text reaches 4.5:1 on the background, lines 3:1 (WCAG 2.2, 1.4.3 and 1.4.11). */
export interface Palette {
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly axis: string;
  /** This period. */
  readonly current: string;
  /** The period before. */
  readonly previous: string;
  /** Numbers that may still change. */
  readonly tentative: string;
  /** From the least to the most: one hue, each step further from the background than the one before. */
  readonly scale: readonly string[];
}

/**
 * Blue, orange and grey after Okabe and Ito's colour-blind safe set (jfly.uni-koeln.de/color), lightened for the dark
 * background. Backgrounds are opaque: a see-through picture is unreadable in the other theme.
 */
export const PALETTES: Readonly<Record<Theme, Palette>> = {
  light: {
    background: '#ffffff',
    text: '#1b1f24',
    muted: '#57606a',
    grid: '#e3e6ea',
    axis: '#aab1ba',
    current: '#0068a8',
    previous: '#7c8490',
    tentative: '#c4520a',
    scale: ['#e4eff7', '#bcd9ec', '#8abcdd', '#5099c9', '#1f74ac', '#084a7a'],
  },
  dark: {
    background: '#1e1f24',
    text: '#f1f3f5',
    muted: '#b3bac4',
    grid: '#34373f',
    axis: '#686f7a',
    current: '#56b4e9',
    previous: '#929aa6',
    tentative: '#f2a93b',
    scale: ['#253747', '#2a4f6d', '#316f9b', '#4694c9', '#7bb9e3', '#c6e3f8'],
  },
};

/** Logical pixels; the picture has twice as many each way. A phone shows 800 of them on about 400 points. */
export const SIZES = {
  width: 800,
  trendHeight: 400,
  margin: 28,
  density: 2,
  title: 30,
  subtitle: 22,
  label: 22,
  titleY: 42,
  subtitleY: 75,
  headerY: 110,
} as const;

/** The family named in every text; `fonts/fonts.conf` says what stands in for its missing letters. */
export const FONT = 'Inter';
