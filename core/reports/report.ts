import type { NumberState, IsoDate } from '../insights/series.ts';

/**
 * A report is data in two states: with charts described (`Report`), or drawn (`RenderedReport`).
 * Every string in it is plain text, foreign or ours: adapters escape all of it, so nothing in a report can ping,
 * link or format. Links have a block of their own.
 */
export type ReportBlock<Picture> =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'stats'; readonly stats: readonly Stat[] }
  | TableBlock
  | { readonly kind: 'picture'; readonly picture: Picture; readonly alt: string; readonly fallback: TableBlock }
  | { readonly kind: 'notice'; readonly tone: 'info' | 'warning'; readonly text: string }
  | { readonly kind: 'links'; readonly links: readonly ReportLink[] }
  | FileBlock;

/** Something to keep: a download, an upload or a file on disk, whatever the platform has. Small enough for memory. */
export interface FileBlock {
  readonly kind: 'file';
  /** Letters, digits, dots, dashes and underscores only. */
  readonly name: string;
  readonly mediaType: 'text/csv';
  readonly text: string;
}

export interface TableBlock {
  readonly kind: 'table';
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A number with its name: "Reach", "12,345", "▲ 1,204 (+10.8 %)". */
export interface Stat {
  readonly label: string;
  readonly value: string;
  readonly note?: string;
}

/** The only place of a report where an address becomes clickable; `url` is https. */
export interface ReportLink {
  readonly label: string;
  readonly url: string;
}

/** A button: sends `command` (without `/ig`) and shows its answer in place. Its whole state is the command. */
export interface ReportAction {
  readonly label: string;
  readonly command: string;
  /** What the button changes, so that a platform can group them. */
  readonly group: 'period' | 'metric' | 'account' | 'fix';
  /** The choice that is shown now. */
  readonly active?: boolean;
  /**
   * Opens the platform's own form instead of sending the command: a token is never typed into a channel. `digest` is
   * filled with what the command says; left out where there is no such form.
   */
  readonly form?: 'connect' | 'digest';
  /** The row of the report's table that it is about: shown beside it, or where there is only one such row. */
  readonly row?: number;
}

/** Somebody a message calls on purpose: the only thing in a report that can ping. Ids as the platform gives them. */
export interface Mention {
  readonly kind: 'person' | 'group';
  /** Letters and digits. */
  readonly id: string;
  /** As people call it, without `@`. */
  readonly name: string;
}

export interface ReportOf<Picture> {
  readonly title: string;
  readonly subtitle?: string;
  readonly blocks: readonly ReportBlock<Picture>[];
  readonly footer: string;
  readonly actions: readonly ReportAction[];
  /** The whole finding in one line with its number: notification text, screen readers, shells. */
  readonly summary: string;
  /** Called by the message when it is posted. */
  readonly mention?: Mention;
}

export type Report = ReportOf<Chart>;
export type RenderedReport = ReportOf<PngImage>;

export type Theme = 'light' | 'dark';

/** The drawn picture, in every theme the platform asked for; all have the same size. */
export interface PngImage {
  readonly width: number;
  readonly height: number;
  readonly png: Readonly<Partial<Record<Theme, Uint8Array>>>;
}

/** One day of a chart. `value` null draws a gap. */
export interface ChartPoint {
  readonly day: IsoDate;
  readonly value: number | null;
  readonly state: NumberState;
}

/**
 * A metric over time: this period solid, the one before dashed and laid over it by position, provisional days marked,
 * gaps as gaps. `previous[i]` is the counterpart of `points[i]`; either may be the longer one.
 */
export interface TrendChart {
  readonly kind: 'trend';
  readonly title: string;
  readonly subtitle: string;
  /** What one unit is, in words: "accounts", "views". */
  readonly unit: string;
  readonly points: readonly ChartPoint[];
  readonly previous: readonly ChartPoint[];
  /** Legend names: "18–24 Nov", "11–17 Nov". */
  readonly pointsName: string;
  readonly previousName: string;
  /** The usual range of each place, shaded behind the lines; null where none is known. */
  readonly band?: readonly ({ readonly low: number; readonly high: number } | null)[];
  /** `fitted`: the axis begins near the lowest value, and the picture says so. Else it begins at zero. */
  readonly axis?: 'fitted';
}

/** Values by name, longest first as given: cities, hours, follow types. */
export interface BarsChart {
  readonly kind: 'bars';
  readonly title: string;
  readonly subtitle: string;
  readonly unit: string;
  /** `image`: a JPEG, PNG or WebP file that stands small before its name. */
  readonly bars: readonly { readonly label: string; readonly value: number; readonly image?: Uint8Array }[];
}

/** Values by two names at once, the darker the larger: hours of weekdays. */
export interface HeatChart {
  readonly kind: 'heat';
  readonly title: string;
  readonly subtitle: string;
  readonly unit: string;
  /** Names beside the rows, the first on top, and names of the columns; every third of those is written. */
  readonly rowNames: readonly string[];
  readonly columnNames: readonly string[];
  /** By row and column; null for what is not known. */
  readonly values: readonly (readonly (number | null)[])[];
  /** Cells that stand out, as [row, column]. */
  readonly marked: readonly (readonly [row: number, column: number])[];
}

/** Courses over the same days, one below the other on one scale, so that their heights compare. */
export interface MultiplesChart {
  readonly kind: 'multiples';
  readonly title: string;
  readonly subtitle: string;
  readonly unit: string;
  /** In the order they are shown. */
  readonly panels: readonly { readonly label: string; readonly points: readonly ChartPoint[] }[];
}

/** A picture described by its data; the renderer knows how each kind is drawn. */
export type Chart = TrendChart | BarsChart | HeatChart | MultiplesChart;
