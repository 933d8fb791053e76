/** `/ig stories`: what is active and what was kept, with the funnel of all. */
import { AppError } from '../errors.ts';
import type { Account } from '../accounts.ts';
import { STORY_LIFE } from '../instagram/media/media.ts';
import type { MediaMetric } from '../instagram/media/metric.ts';
import { ranked, readAtOf, type Figure } from '../media/figures.ts';
import { isActive } from '../media/listing.ts';
import { lossWords } from '../media/stories.ts';
import { formatDays, formatInstant, formatNumber } from '../reports/format.ts';
import type { Chart, ReportAction, ReportBlock, TableBlock } from '../reports/report.ts';
import type { Access, Answer, Ask, Deps, Feature } from './feature.ts';
import { askedPeriod } from './metric-period.ts';
import { openAccess, pickAccount } from './pick-account.ts';
import { stretchOf } from './posts-read.ts';
import { captionStart, formatValue } from './posts-words.ts';
import { settleProblems } from './problems.ts';
import { FUNNEL, readStories, type ReadStories, type StoryRow } from './stories-read.ts';

const SHOWN = 15;

/** The funnel as bars, in its own order; nothing when no step is known. */
export function funnelBlock(
  figures: readonly Figure[],
  title: string,
  subtitle: string,
): readonly ReportBlock<Chart>[] {
  const steps = FUNNEL.map((metric, at) => ({ label: metric.label, value: figures[at]?.value ?? null }));
  const bars = steps.flatMap(({ label, value }) => (value === null ? [] : [{ label, value }]));
  if (bars.length < 2) return [];
  const words = bars.map(({ label, value }) => `${label.toLowerCase()} ${formatNumber(value)}`).join(', ');
  return [
    {
      kind: 'picture',
      picture: { kind: 'bars', title, subtitle, unit: 'people and taps', bars },
      alt: `${title}, ${subtitle}: ${words}.`,
      fallback: {
        kind: 'table',
        caption: title,
        columns: ['Step', 'Number'],
        rows: steps.map(({ label, value }) => [label, value === null ? 'not known' : formatNumber(value)]),
      },
    },
  ];
}

/** The number, or in a word why there is none. */
function shortWords(metric: MediaMetric, figure: Figure): string {
  if (figure.value !== null) return formatValue(metric, figure.value);
  return figure.state === 'too few' ? 'too few' : '–';
}

/** The sum of each step over stories; reach is the largest of one story, because people see several. */
function funnelOfAll(rows: readonly StoryRow[]): readonly Figure[] {
  return FUNNEL.flatMap((metric, at) => {
    const known = ranked(rows.flatMap(({ figures }) => figures[at] ?? []));
    const [best] = known;
    if (best === undefined) return rows[0]?.figures[at] ?? [];
    const value = metric.rollup === 'sum' ? known.reduce((sum, figure) => sum + figure.value, 0) : best.value;
    return [{ ...best, value }];
  });
}

function table(rows: readonly StoryRow[], zone: string, now: number): TableBlock {
  return {
    kind: 'table',
    caption: 'Stories, newest first',
    columns: ['No.', 'Story', 'Published', ...FUNNEL.map(({ label }) => label), 'Now'],
    rows: rows.map(({ story, figures }, index) => [
      String(index + 1),
      captionStart(story, 30),
      formatInstant(story.publishedAt, zone),
      ...FUNNEL.map((metric, at) => {
        const figure = figures[at];
        return figure === undefined ? '' : shortWords(metric, figure);
      }),
      isActive(story, now) ? 'active' : 'kept',
    ]),
  };
}

function actionsOf({ username }: Account, rows: readonly StoryRow[]): readonly ReportAction[] {
  return rows.slice(0, 3).map((_, index) => ({
    label: `Story ${index + 1}`,
    command: `story ${index + 1} @${username}`,
    group: 'metric',
  }));
}

function build(
  ask: Ask,
  access: Access,
  read: ReadStories,
  when: string,
  notes: readonly string[],
  now: number,
): Answer {
  const { account } = access;
  const { rows, losses } = read;
  const zone = ask.workspace.zone ?? 'UTC';
  const active = rows.filter(({ story }) => isActive(story, now)).length;
  const all = funnelOfAll(rows);
  const readAt = readAtOf(rows.flatMap(({ figures }) => figures));
  const counted = `${active} active and ${rows.length - active} kept stories of @${account.username}`;
  const lines = [
    ...notes,
    ...(rows.length > SHOWN ? [`Shown are ${SHOWN} of ${rows.length} stories.`] : []),
    ...(losses.early === 0 ? [] : [lossWords(losses)]),
    'Reach is that of the most seen story: people see several, so stories are not added up.',
    'Replies from the European Economic Area and Japan are not counted.',
  ];
  return {
    status: 'answered',
    report: {
      title: `Stories · @${account.username}`,
      subtitle: when,
      summary: `${counted}, ${when}. ${lossWords(losses)}`,
      blocks: [
        {
          kind: 'stats',
          stats: [
            { label: 'Active', value: String(active) },
            { label: 'Kept', value: String(rows.length - active) },
            ...FUNNEL.map((metric, at) => ({
              label: metric.label,
              value: all[at] === undefined ? '–' : shortWords(metric, all[at]),
              note: metric.rollup === 'sum' ? 'all stories' : 'most seen story',
            })),
            { label: 'Lost', value: `${losses.lost} of ${losses.ended}`, note: 'this week' },
          ],
        },
        table(rows.slice(0, SHOWN), zone, now),
        ...funnelBlock(
          all,
          `Stories of @${account.username}`,
          `${when} · reach: most seen story; the rest: all stories`,
        ),
        ...lines.map((text) => ({ kind: 'notice' as const, tone: 'info' as const, text })),
      ],
      footer: [
        account.origin === 'demo' ? 'Demo data' : undefined,
        `Published in ${zone}`,
        readAt === undefined ? undefined : `read ${formatInstant(readAt)}`,
      ]
        .filter((part) => part !== undefined)
        .join(' · '),
      actions: actionsOf(account, rows),
    },
  };
}

async function answer(deps: Deps, ask: Ask): Promise<Answer> {
  const access = openAccess(deps, ask, pickAccount(ask));
  const now = deps.clock();
  const period = askedPeriod(ask, now);
  const ever = period.kind === 'lifetime';
  const { since, until } = ever ? { since: 0, until: now } : stretchOf(period.days);
  const all = await readStories(deps, access, Math.min(since, now - STORY_LIFE));
  // What is active belongs to every answer that reaches to now.
  const reaches = period.kind !== 'range' && until >= now - 2 * STORY_LIFE;
  const rows = all.rows.filter(
    ({ story }) => (story.publishedAt >= since && story.publishedAt <= until) || (reaches && story.publishedAt > until),
  );
  const known = rows.length > 0;
  const readAt = readAtOf(rows.flatMap(({ figures }) => figures));
  const notes = await settleProblems(deps, ask, access, all.problems, { known, readAt });
  const when = ever ? 'as long as we kept them' : `${formatDays(period.days)}${reaches ? ' and since' : ''}`;
  if (!known) {
    throw new AppError(
      'bad-request',
      `@${access.account.username} has no active story, and none of ${when} was kept.`,
      {
        hint: 'Instagram shows stories for 24 hours only; they are kept while the bot runs.',
        suggestions: [`stories 28d @${access.account.username}`],
      },
    );
  }
  return build(ask, access, { ...all, rows }, when, notes, now);
}

export const storiesFeature: Feature = {
  spec: {
    name: 'stories',
    summary: 'Active and kept stories with their numbers',
    options: [
      { name: 'when', summary: 'week, 28d, last month, A..B', required: false },
      { name: 'account', summary: 'Which account', required: false },
    ],
    audience: 'channel',
    admin: false,
    examples: ['stories @account', 'stories 28d'],
  },
  answer,
};
