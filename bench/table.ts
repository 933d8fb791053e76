/** The table of the bench: what was measured, what was hoped for, and whether it was met. */

export interface Row {
  readonly what: string;
  /** Our own number and the one it is held against, in words. */
  readonly numbers: string;
  /** What the goal is about; the median of the runs. Undefined when it could not be measured. */
  readonly ratio: number | undefined;
  /** `atLeast` or `atMost`; without either the row is for information. */
  readonly goal?: { readonly atLeast: number } | { readonly atMost: number };
}

/** True when the row has a goal and misses it. */
export function isMissed({ ratio, goal }: Row): boolean {
  if (goal === undefined) return false;
  if (ratio === undefined || Number.isNaN(ratio)) return true;
  return 'atLeast' in goal ? ratio < goal.atLeast : ratio > goal.atMost;
}

function goalOf({ goal }: Row): string {
  if (goal === undefined) return '';
  return 'atLeast' in goal ? `≥ ${goal.atLeast}` : `≤ ${goal.atMost}`;
}

/** The rows as a Markdown table. */
export function tableOf(rows: readonly Row[]): string {
  const verdict = (row: Row): string => (row.goal === undefined ? '' : isMissed(row) ? '**missed**' : 'met');
  const lines = rows.map((row) => [
    row.what,
    row.numbers,
    row.ratio === undefined ? 'not measured' : `${row.ratio.toFixed(2)}×`,
    goalOf(row),
    verdict(row),
  ]);
  const table = [['what', 'numbers', 'ratio', 'goal', 'verdict'], ...lines];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(3, ...table.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = table;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

/** The middle one; the mean of both middle ones when there is an even number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = NaN, high = NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}
