/** The part of the evaluation on labelled real series. */
import { existsSync } from 'node:fs';

import { BASELINES, ours } from './detectors.ts';
import { type EpisodeScore, readLabelled, scoreMessages } from './labelled.ts';
import { type Curve, curveOf } from './precision-recall.ts';
import { fixed, heading, line } from './print.ts';

function show(name: string, score: EpisodeScore, more: readonly string[]): void {
  const { precision, recall, f1, falseAlarmsAYear, delay } = score;
  line(name, [fixed(precision), fixed(recall), fixed(f1), fixed(falseAlarmsAYear, 1), fixed(delay), ...more]);
}

/** Prints precision, recall, F1, false alarms and delay of all methods; their curves come back, ours first. */
export function showLabelled(folder: string): readonly Curve[] {
  heading('Labelled real series, by episode');
  const series = existsSync(folder) ? readLabelled(folder) : undefined;
  if (series === undefined) {
    console.log(`SKIPPED: no spike-labels.json in the optional data folder ${folder}; name one with --data.`);
    return [];
  }
  console.log(`${series.length} series, ${series.flatMap(({ labels }) => labels).length} labelled episodes.`);
  console.log('Area under the precision-recall curve, and the best F1 with the threshold tuned on these very series.');
  line('', ['precision', 'recall', 'F1', 'false/yr', 'delay d', 'area', 'best F1']);
  const curves = [ours(3), ...BASELINES].map((detector) => curveOf(detector, series));
  const [own, ...others] = curves;
  const more = ({ area, best }: Curve): readonly string[] => [fixed(area), fixed(best.score.f1)];
  if (own !== undefined) show(own.name, own.usual, more(own));
  for (const threshold of [4, 5]) show(ours(threshold).name, curveOf(ours(threshold), series).usual, []);
  show('Reachboard, messages at p < 1e-3', scoreMessages(series), []);
  for (const curve of others) show(curve.name, curve.usual, more(curve));
  return curves;
}
