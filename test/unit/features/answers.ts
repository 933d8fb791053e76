/** Looks into answers: sentences, tables and the object for scripts. */
import assert from 'node:assert/strict';
import type { RenderedAnswer } from '../../../core/commands.ts';
import type { FileBlock, TableBlock } from '../../../core/reports/report.ts';

interface ScriptRow {
  readonly breakdown: string;
  readonly key: string;
  readonly label: string;
  readonly value: number;
  readonly previous?: number;
}

/** The object for scripts of an answer that has many values. */
export interface ScriptObject {
  readonly metric: string;
  readonly servedBy: string | null;
  readonly value: number | null;
  readonly previous: number | null;
  readonly delta: number | null;
  readonly state: string;
  readonly comparable: boolean;
  readonly rows: readonly ScriptRow[];
  readonly notes: readonly string[];
}

export function object(answer: RenderedAnswer): ScriptObject {
  assert.ok(answer.data, answer.report.summary);
  return answer.data as unknown as ScriptObject;
}

export function byKey(answer: RenderedAnswer): Readonly<Record<string, number>> {
  return Object.fromEntries(object(answer).rows.map(({ key, value }) => [key, value]));
}

/** All sentences of a report, one per line. */
export function words({ report }: RenderedAnswer): string {
  const texts = report.blocks.flatMap((block) =>
    block.kind === 'notice' || block.kind === 'text' ? [block.text] : [],
  );
  return [report.summary, ...texts].join('\n');
}

export function tables({ report }: RenderedAnswer): readonly TableBlock[] {
  return report.blocks.flatMap((block) =>
    block.kind === 'table' ? [block] : block.kind === 'picture' ? [block.fallback] : [],
  );
}

export function stat({ report }: RenderedAnswer, label: string): string | undefined {
  return report.blocks
    .flatMap((block) => (block.kind === 'stats' ? block.stats : []))
    .find((one) => one.label === label)?.value;
}

export function file({ report }: RenderedAnswer): FileBlock {
  return report.blocks.find((block) => block.kind === 'file') ?? assert.fail(report.summary);
}
