/** `/ig story <n|id>`: one story with all its numbers and its funnel. */
import { AppError } from '../errors.ts';
import { findMediaMetric } from '../instagram/media/catalogue.ts';
import { readAtOf } from '../media/figures.ts';
import { isActive } from '../media/listing.ts';
import { formatAge, formatInstant } from '../reports/format.ts';
import type { Access, Answer, Ask, Deps, Feature } from './feature.ts';
import { openAccess, pickAccount } from './pick-account.ts';
import { metricsOf, numbersTable, rowsOf } from './post.ts';
import { captionStart, figureWords, linksBlock } from './posts-words.ts';
import { settleProblems } from './problems.ts';
import { funnelBlock } from './stories.ts';
import { contextOf, FUNNEL, readStories, type ReadStories, type StoryRow } from './stories-read.ts';

const KEPT_FOR_COUNTING = 28 * 24 * 3_600_000;
const LINK = /\/stories\/[^/]+\/(\d+)/u;
const MOVES = ['taps_forward', 'taps_back', 'exits'] as const;

type StoryName = { readonly by: 'place'; readonly place: number } | { readonly by: 'id'; readonly id: string };

function nameOf(word: string): StoryName | undefined {
  const linked = LINK.exec(word)?.[1];
  if (linked !== undefined) return { by: 'id', id: linked };
  const plain = word.replace(/^#/u, '');
  if (plain === 'newest' || plain === 'latest' || plain === 'last') return { by: 'place', place: 1 };
  if (/^\d{1,4}$/u.test(plain)) return { by: 'place', place: Number(plain) };
  return /^\d{10,40}$/u.test(plain) ? { by: 'id', id: plain } : undefined;
}

function readStoryName(ask: Ask): { readonly name: StoryName; readonly ask: Ask } {
  const { rest } = ask.command;
  const at = rest.findIndex((word) => nameOf(word) !== undefined);
  const name = nameOf(rest[at] ?? '');
  if (name === undefined) return { name: { by: 'place', place: 1 }, ask };
  return { name, ask: { ...ask, command: { ...ask.command, rest: rest.toSpliced(at, 1) } } };
}

function missing(access: Access, name: StoryName, count: number): AppError {
  const { username } = access.account;
  const sentence =
    name.by === 'id'
      ? `No story ${name.id} of @${username} is active or was kept.`
      : count === 0
        ? `@${username} has no active story, and none was kept.`
        : `@${username} has ${count} active or kept stories, so there is no number ${name.place}.`;
  return new AppError('not-found', sentence, {
    hint: 'Stories are counted from 1, the newest; those from before the bot ran are gone.',
    suggestions: [`stories @${username}`],
  });
}

/** Older ones are in the store even where they are not counted any more. */
async function pick(deps: Deps, access: Access, name: StoryName): Promise<readonly [StoryRow, ReadStories]> {
  const now = deps.clock();
  const recent = await readStories(deps, access, now - KEPT_FOR_COUNTING);
  const inside = (rows: readonly StoryRow[]): StoryRow | undefined =>
    name.by === 'place'
      ? rows[name.place - 1]
      : rows.find(({ story }) => story.id === name.id || story.permalink?.includes(`/${name.id}`) === true);
  const row = inside(recent.rows);
  if (row !== undefined) return [row, recent];
  const [problem] = recent.problems;
  if (problem !== undefined && recent.rows.length === 0) throw problem;
  if (name.by === 'place') throw missing(access, name, recent.rows.length);
  const all = await readStories(deps, access, 0);
  const old = inside(all.rows);
  if (old === undefined) throw missing(access, name, all.rows.length);
  return [old, all];
}

async function answer(deps: Deps, question: Ask): Promise<Answer> {
  const { name, ask } = readStoryName(question);
  const access = openAccess(deps, ask, pickAccount(ask));
  const [{ story, figures }, read] = await pick(deps, access, name);
  const { account } = access;
  const now = deps.clock();
  const zone = ask.workspace.zone ?? 'UTC';
  const moves = MOVES.flatMap((one) => findMediaMetric(one) ?? []);
  const rows = rowsOf(metricsOf(story, contextOf(deps, access), moves), story, read.collected, now);
  const readAt = readAtOf(rows.map(({ figure }) => figure));
  const known = figures.some(({ value }) => value !== null);
  const reason = known ? undefined : figures[0]?.reason;
  const said = await settleProblems(deps, ask, access, read.problems, { known: known || reason !== undefined, readAt });
  const published = formatInstant(story.publishedAt, zone);
  const words = FUNNEL.flatMap((metric, at) => {
    const figure = figures[at];
    return figure?.value === undefined || figure.value === null
      ? []
      : [`${metric.label.toLowerCase()} ${figureWords(metric, figure)}`];
  }).join(', ');
  const life = isActive(story, now) ? 'active' : 'ended';
  const notes = [
    ...(reason === undefined ? [] : [`No insights: ${reason}.`]),
    ...said,
    ...(life === 'ended' && readAt !== undefined
      ? [
          `Instagram tells of stories for 24 hours: last read ${formatAge(story.publishedAt, readAt).replace(' ago', '')} after it was published.`,
        ]
      : []),
    'Replies from the European Economic Area and Japan are not counted.',
  ];
  return {
    status: 'answered',
    report: {
      title: `Story of @${account.username}`,
      subtitle: `Published ${published} · ${life}`,
      summary: `Story “${captionStart(story)}” of @${account.username}, ${published}, ${life}: ${words === '' ? `no insights, ${reason ?? 'not known'}` : words}.`,
      blocks: [
        {
          kind: 'stats',
          stats: FUNNEL.map((metric, at) => {
            const figure = figures[at];
            return { label: metric.label, value: figure === undefined ? '–' : figureWords(metric, figure) };
          }),
        },
        ...(known ? [numbersTable(rows, read.collected, 'All insights of this story')] : []),
        ...funnelBlock(figures, `Story of @${account.username}`, `published ${published}`),
        ...linksBlock([story]),
        ...notes.map((text) => ({ kind: 'notice' as const, tone: 'info' as const, text })),
      ],
      footer: [
        account.origin === 'demo' ? 'Demo data' : undefined,
        `id ${story.id}`,
        readAt === undefined ? undefined : `read ${formatInstant(readAt)}`,
      ]
        .filter((part) => part !== undefined)
        .join(' · '),
      actions: [{ label: 'All stories', command: `stories @${account.username}`, group: 'metric' }],
    },
  };
}

export const storyFeature: Feature = {
  spec: {
    name: 'story',
    summary: 'One story with its numbers and its funnel',
    options: [
      { name: 'name', summary: '1 for the newest, an id or a link', required: false },
      { name: 'account', summary: 'Which account', required: false },
    ],
    audience: 'channel',
    admin: false,
    examples: ['story 1 @account', 'story newest'],
  },
  answer,
};
