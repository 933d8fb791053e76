/** Rendered reports as core builds them, and worse ones. */
import type { AnswerStatus, CommandSpec, RenderedAnswer } from '../../core/commands.ts';
import type { IsoDate } from '../../core/insights/series.ts';
import { formatDays, formatFullDay, formatNumber } from '../../core/reports/format.ts';
import type {
  ChartPoint,
  PngImage,
  RenderedReport,
  ReportAction,
  ReportBlock,
  TableBlock,
  Theme,
  TrendChart,
} from '../../core/reports/report.ts';
import { createChartRenderer } from '../../renderers/index.ts';

/** Looks like an access token and is none. */
export const TOKEN = `EAA${'Gm0PX4ZCpsBAtoken'.repeat(4)}`;

const DAY = 86_400_000;
const END = Date.UTC(2026, 10, 23);
const PERIODS = { day: ['Day', 1], week: ['Week', 7], '28d': ['28 days', 28] } as const;
const METRICS = { reach: ['Reach', 'accounts'], views: ['Views', 'views'] } as const;
const ACCOUNTS = ['bluebird', 'harbour.light'] as const;

export type PeriodKey = keyof typeof PERIODS;
export type MetricName = keyof typeof METRICS;

const renderer = createChartRenderer();

function dayBefore(days: number): IsoDate {
  return new Date(END - days * DAY).toISOString().slice(0, 10);
}

/** A week's ups and downs without chance; the last two days may still move. */
function points(length: number, offset: number): readonly ChartPoint[] {
  return Array.from({ length }, (_, i) => {
    const ago = length - 1 - i + offset;
    const value = Math.round(1764 + 420 * Math.sin(ago / 1.3) + 160 * Math.cos(ago / 3.1) - ago * 9);
    return { day: dayBefore(ago), value, state: ago < 2 ? 'provisional' : 'final' };
  });
}

async function draw(chart: TrendChart, themes: readonly Theme[]): Promise<PngImage> {
  const drawn = await Promise.all(themes.map(async (theme) => ({ theme, ...(await renderer.render(chart, theme)) })));
  const { width, height } = drawn[0] ?? { width: 0, height: 0 };
  return { width, height, png: Object.fromEntries(drawn.map(({ theme, png }) => [theme, png])) };
}

function actions(metric: MetricName, when: PeriodKey, account: string): readonly ReportAction[] {
  const command = (...words: readonly string[]): string => words.join(' ');
  return [
    ...Object.entries(PERIODS).map(([key, [label]]): ReportAction => ({
      label,
      command: command(metric, key, `@${account}`),
      group: 'period',
      active: key === when,
    })),
    ...Object.entries(METRICS).map(([name, [label]]): ReportAction => ({
      label,
      command: command(name, when, `@${account}`),
      group: 'metric',
      active: name === metric,
    })),
    ...ACCOUNTS.map((name): ReportAction => ({
      label: `@${name}`,
      command: command(metric, when, `@${name}`),
      group: 'account',
      active: name === account,
    })),
  ];
}

/** The answer to `reach week @bluebird` and its like, with a real picture. */
export async function metricAnswer(
  metric: MetricName,
  when: PeriodKey,
  account: string,
  themes: readonly Theme[],
): Promise<RenderedAnswer> {
  const [label, unit] = METRICS[metric];
  const length = PERIODS[when][1];
  const drawnDays = Math.max(length, 7);
  const [current, previous] = [points(drawnDays, 0), points(drawnDays, drawnDays)];
  const days = { from: dayBefore(length - 1), to: dayBefore(0) };
  const earlier = { from: dayBefore(length * 2 - 1), to: dayBefore(length) };
  const title = `${label} · @${account}`;
  const summary = `${label} of @${account}, ${formatDays(days)}: 12,345 ${unit}, ▲ +1,204 (+10.8 %) on ${formatDays(earlier)}.`;
  const chart: TrendChart = {
    kind: 'trend',
    title,
    subtitle: `${formatDays(days)} · days in US Pacific time`,
    unit,
    points: current,
    previous,
    pointsName: formatDays(days),
    previousName: formatDays(earlier),
  };
  const fallback: TableBlock = {
    kind: 'table',
    caption: `${label} by day`,
    columns: ['Day', label, 'State', 'Day before that', 'Before'],
    rows: current.map((point, i) => [
      formatFullDay(point.day),
      formatNumber(point.value ?? 0),
      point.state,
      formatFullDay(previous[i]?.day ?? point.day),
      formatNumber(previous[i]?.value ?? 0),
    ]),
  };
  return {
    status: 'answered',
    audience: 'channel',
    data: { metric, account, value: 12_345 },
    report: {
      title,
      subtitle: `${formatDays(days)} · ${length} ${length === 1 ? 'day' : 'days'} · US Pacific`,
      summary,
      blocks: [
        {
          kind: 'stats',
          stats: [
            { label, value: '12,345', note: unit },
            { label: 'Change', value: '▲ +1,204 (+10.8 %)', note: `${formatDays(earlier)}: 11,141` },
            { label: 'Typical day', value: '1,702', note: 'median of 7 days' },
            { label: 'Peak', value: '2,318', note: 'Thu 19 Nov' },
            { label: 'State', value: 'provisional', note: 'younger than 48 hours, may still move' },
          ],
        },
        { kind: 'picture', picture: await draw(chart, themes), alt: `${summary} Highest on Thu 19 Nov.`, fallback },
        { kind: 'notice', tone: 'info', text: 'Unique accounts: the days do not add up to the period.' },
      ],
      footer: 'Demo data · Days are Instagram’s (US Pacific) · read 24 Nov 2026 09:12 UTC',
      actions: actions(metric, when, account),
    },
  };
}

/** A short report of one sentence. */
export function plainReport(title: string, changes: Partial<RenderedReport> = {}): RenderedReport {
  return {
    title,
    summary: `${title} in one line.`,
    blocks: [{ kind: 'text', text: 'Everything as expected.' }],
    footer: 'Reachboard',
    actions: [],
    ...changes,
  };
}

export function answerOf(
  report: RenderedReport,
  status: AnswerStatus = 'answered',
  audience: CommandSpec['audience'] = 'channel',
): RenderedAnswer {
  return { status, audience, report, data: undefined };
}

export function accountsReport(): RenderedReport {
  return plainReport('Accounts', {
    blocks: [
      {
        kind: 'table',
        caption: 'Accounts of this workspace',
        columns: ['Account', 'Followers', 'Login', 'Token'],
        rows: [
          ['@bluebird', '48,210', 'Facebook Login', 'valid until 12 Jan 2027'],
          ['@harbour.light', '9,874', 'Instagram Login', 'does not expire'],
        ],
      },
    ],
  });
}

export function helpReport(): RenderedReport {
  return plainReport('Reachboard', {
    subtitle: '/ig <what> [when] [@account]',
    blocks: [
      { kind: 'text', text: 'Ask for a number, a period and an account, in any order.' },
      {
        kind: 'table',
        caption: 'Numbers',
        columns: ['What', 'Meaning'],
        rows: [
          ['reach', 'Accounts that saw any of your content at least once'],
          ['views', 'How often your reels, posts, stories and ads were shown'],
        ],
      },
    ],
    actions: [{ label: '/ig reach week @bluebird', command: 'reach week @bluebird', group: 'metric' }],
  });
}

export function unknownReport(text: string): RenderedReport {
  const words = `I do not know “${text}”. Did you mean:`;
  return plainReport('I did not understand that', {
    summary: `${words}\n/ig reach week`,
    blocks: [{ kind: 'notice', tone: 'warning', text: words }],
    footer: 'Reachboard · /ig help shows what works here',
    actions: [{ label: '/ig reach week', command: 'reach week', group: 'fix' }],
  });
}

export function connectReport(): RenderedReport {
  return plainReport('Connect an Instagram account', {
    footer: 'A token is kept sealed and never shown again.',
    actions: [{ label: 'Enter a token', command: 'connect', group: 'fix', form: 'connect' }],
  });
}

const HOSTILE = [
  '@everyone @here <!channel> <!here> <!everyone> <@U012AB3CD> <@&1> <#C024BE91L> <@123456789012345678> innocent',
  '[click](https://evil.example) <https://evil.example|friendly> https://evil.example/x evil.example visible',
  '*bold* _italic_ ~strike~ `code` ```block``` **strong** __under__ ||spoiler|| > quote # heading',
  '<script>window.hacked = true</script><img src=x onerror="window.hacked = true"> &amp; &lt;b&gt; markup',
  'right\u202eto left\u202c zero\u200bwidth \u2066isolate\u2069 nul\u0000 bell\u0007 escape\u001b[31m',
  ':smile: <t:1618953630:R> </reach:123> <a:wave:1> <id:guide> -# small lone \ud800 surrogate',
] as const;
/** Words inside the hostile text that must stay readable. */
export const HOSTILE_WORDS = ['everyone', 'innocent', 'click', 'visible', 'bold', 'markup', 'surrogate'] as const;

/** Foreign text at its worst in every place a report has. */
export function hostileReport(): RenderedReport {
  const all = HOSTILE.join('\n');
  return {
    title: `Posts ${HOSTILE[0]}`,
    subtitle: HOSTILE[3],
    summary: all,
    blocks: [
      { kind: 'text', text: all },
      ...HOSTILE.map((text): ReportBlock<PngImage> => ({ kind: 'notice', tone: 'warning', text })),
      { kind: 'stats', stats: HOSTILE.map((text) => ({ label: text, value: text, note: text })) },
      {
        kind: 'table',
        caption: HOSTILE[1],
        columns: [HOSTILE[0], HOSTILE[2]],
        rows: HOSTILE.map((text) => [text, '```\n@everyone | <!here>']),
      },
    ],
    footer: HOSTILE[1],
    actions: [{ label: HOSTILE[2], command: 'post 1 @bluebird', group: 'metric' }],
  };
}

function times<T>(count: number, make: (i: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

/** The smallest PNG: one pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const TABLE: TableBlock = { kind: 'table', caption: 'Numbers', columns: ['Day', 'Reach'], rows: [['Mon', '1']] };

/** Reports beyond any platform's limits, by what is too much. */
export const SHAPES: Readonly<Record<string, RenderedReport>> = {
  'endless texts': plainReport('A long story '.repeat(100), {
    subtitle: 'and longer '.repeat(200),
    summary: 'word '.repeat(10_000),
    blocks: times(5, () => ({ kind: 'text', text: 'word '.repeat(20_000) })),
  }),
  'hundreds of blocks': plainReport('Many blocks', {
    blocks: times(300, (i) => ({ kind: 'notice', tone: i % 2 === 0 ? 'info' : 'warning', text: `Remark ${i}` })),
  }),
  'a table of 40 columns and 2,000 rows': plainReport('A big table', {
    blocks: [
      {
        ...TABLE,
        columns: times(40, (i) => `Column ${i}`),
        rows: times(2_000, (row) => times(40, (column) => `${row}:${column}`)),
      },
    ],
  }),
  'ten thousand emoji': plainReport('Emoji', {
    blocks: [
      { kind: 'text', text: '👩‍👩‍👧‍👦'.repeat(10_000) },
      { kind: 'stats', stats: times(80, () => ({ label: '🏳️‍🌈'.repeat(400), value: '1', note: '🦊'.repeat(3_000) })) },
    ],
  }),
  'forty pictures': plainReport('Many pictures', {
    blocks: times(40, () => ({
      kind: 'picture',
      picture: { width: 1, height: 1, png: { light: PIXEL, dark: PIXEL } },
      alt: 'A picture. '.repeat(500),
      fallback: TABLE,
    })),
  }),
  'a hundred buttons': plainReport('Many buttons', {
    actions: times(100, (i) => ({
      label: `Button ${i} ${'x'.repeat(200)}`,
      command: `reach ${i + 1}d @${'averylongaccountname'.padEnd(30, 'x')}`,
      group: (['period', 'metric', 'account', 'fix'] as const)[i % 4] ?? 'fix',
      active: i % 4 === 0,
    })),
  }),
  'empty parts': plainReport('Empty', {
    subtitle: '',
    summary: '',
    blocks: [
      { kind: 'text', text: '' },
      { kind: 'notice', tone: 'info', text: '  ' },
      { kind: 'stats', stats: [{ label: '', value: '', note: '' }] },
      { kind: 'stats', stats: [] },
      { kind: 'table', caption: '', columns: ['', ''], rows: [['', '']] },
      { kind: 'table', caption: '', columns: [], rows: [] },
      { kind: 'links', links: [] },
    ],
  }),
  'no parts': plainReport('Nothing to say', { summary: '', blocks: [] }),
};

/** The list of two digests, with buttons for each. */
export function digestsReport(): RenderedReport {
  const rows = [1, 2].map((id) => [String(id), 'Mondays 09:00 Europe/Berlin', '#reports', '@bluebird', 'runs']);
  const columns = ['Number', 'When', 'Where', 'Accounts', 'State'];
  return plainReport('Digests', {
    blocks: [{ kind: 'table', caption: 'Weekly digests', columns, rows }],
    actions: [
      { label: 'Order a digest', command: 'digest schedule', group: 'metric', form: 'digest' },
      ...[1, 2].flatMap((id, row): RenderedReport['actions'] => [
        { label: 'Preview', command: 'digest preview @bluebird', group: 'metric', row },
        { label: `Pause ${id}`, command: `digest pause ${id}`, group: 'fix', row },
        { label: `Change ${id}`, command: `digest schedule replace ${id}`, group: 'fix', form: 'digest', row },
        { label: `Remove ${id}`, command: `digest remove ${id}`, group: 'fix', row },
      ]),
    ],
  });
}
