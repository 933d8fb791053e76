/** The first picture of a fresh process that imports Vega, Vega-Lite and sharp as they are installed. */
import { drawNaively } from '../charts/naive.ts';
import { report } from './report.ts';

async function main(): Promise<void> {
  report(await drawNaively().run(0));
}

void main();
