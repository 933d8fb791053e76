/** `/ig export reach 28d`: the numbers of any metric's answer as a CSV file. */
import { z } from 'zod';
import { AppError, isAppError } from '../errors.ts';
import { findMetric } from '../instagram/catalogue.ts';
import { toCsv, type CsvCell } from '../reports/csv.ts';
import type { FileBlock } from '../reports/report.ts';
import type { Answer, Ask, Deps, Feature } from './feature.ts';
import { askOfMetric } from './metric-name.ts';
import { answerMetric } from './metric-report.ts';

const text = z.string();
const number = z.number().nullable();

/** The part of a metric's object for scripts that a file holds. */
const numbers = z.object({
  metric: text,
  servedBy: text.nullable(),
  account: text,
  period: z.object({ from: text, to: text }).nullable(),
  value: z.union([number, text]),
  state: text,
  unit: text,
  readAt: text.nullable(),
  series: z.array(z.object({ day: text, value: number, state: text })),
  rows: z.array(z.object({ breakdown: text, key: text, label: text, value: number })).optional(),
});
type Numbers = z.infer<typeof numbers>;

interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly CsvCell[])[];
}

function tableOf(data: Numbers): Table {
  const { account, metric, servedBy, period, readAt, unit, state } = data;
  const head: readonly CsvCell[] = [account, metric, servedBy];
  if (data.rows !== undefined) {
    return {
      columns: [
        'account',
        'metric',
        'served_by',
        'from',
        'to',
        'breakdown',
        'key',
        'label',
        'value',
        'unit',
        'state',
        'read_at',
      ],
      rows: data.rows.map((row) => [
        ...head,
        ...[period?.from ?? null, period?.to ?? null, row.breakdown, row.key, row.label, row.value],
        ...[unit, state, readAt],
      ]),
    };
  }
  const days = period === null ? [{ day: null, value: data.value, state }] : data.series;
  return {
    columns: ['account', 'metric', 'served_by', 'day', 'value', 'unit', 'state', 'read_at'],
    rows: days.map((point) => [...head, point.day, point.value, unit, point.state, readAt]),
  };
}

function fileName({ metric, account, period }: Numbers): string {
  const days = period === null ? '' : period.from === period.to ? `-${period.from}` : `-${period.from}_${period.to}`;
  return `${metric}-${account}${days}.csv`.replaceAll(/[^A-Za-z0-9._-]/gu, '_');
}

/** The metric's answer; corrected commands of its refusals are exports again. */
async function askMetric(deps: Deps, ask: Ask): Promise<Answer> {
  const question = askOfMetric(ask, 'export');
  try {
    return await answerMetric(deps, question);
  } catch (error) {
    if (!isAppError(error)) throw error;
    const { code, message, hint, suggestions, retryAt, cause } = error;
    const again = suggestions.map((command) =>
      findMetric(command.split(' ')[0] ?? '') === undefined ? command : `export ${command}`,
    );
    throw new AppError(code, message, {
      suggestions: again,
      cause,
      ...(hint === undefined ? {} : { hint }),
      ...(retryAt === undefined ? {} : { retryAt }),
    });
  }
}

async function answer(deps: Deps, ask: Ask): Promise<Answer> {
  const asked = await askMetric(deps, ask);
  if (asked.status !== 'answered' || asked.data === undefined) return asked;
  const data = numbers.parse(asked.data);
  const { columns, rows } = tableOf(data);
  const file: FileBlock = { kind: 'file', name: fileName(data), mediaType: 'text/csv', text: toCsv(columns, rows) };
  const count = `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}`;
  const notes = asked.report.blocks.filter((block) => block.kind === 'notice');
  return {
    status: 'answered',
    report: {
      ...asked.report,
      title: `Export: ${asked.report.title}`,
      summary: `${file.name}: ${count}. ${asked.report.summary}`,
      blocks: [file, { kind: 'text', text: `${file.name}, ${count}: ${columns.join(', ')}.` }, ...notes],
      actions: [],
    },
  };
}

export const exportFeature: Feature = {
  spec: {
    name: 'export',
    summary: 'The numbers of a metric as a CSV file',
    options: [
      { name: 'metric', summary: 'Name of the metric', required: true },
      { name: 'when', summary: 'day, week, 28d, last month, 2026-W45, A..B', required: false },
      { name: 'account', summary: 'Which account', required: false },
    ],
    audience: 'channel',
    admin: false,
    examples: ['export reach 28d @account', 'export audience_city @account'],
  },
  answer,
};
