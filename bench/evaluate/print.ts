/** Tables for a terminal. */
export function heading(words: string): void {
  console.log(`\n${words}\n${'-'.repeat(words.length)}`);
}

export function line(name: string, cells: readonly (string | number)[]): void {
  console.log(name.padEnd(34) + cells.map((cell) => String(cell).padStart(11)).join(''));
}

export function fixed(value: number, digits = 2): string {
  return value.toFixed(digits);
}

/** "1.67 (1.50-1.80)": the mean of what the seeds gave, and between which numbers they lie. */
export function spread(values: readonly number[], digits = 2): string {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return `${fixed(mean, digits)} (${fixed(Math.min(...values), digits)}-${fixed(Math.max(...values), digits)})`;
}
