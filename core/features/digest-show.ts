/** `digest show 2026-W45`: the digest as it was posted, byte for byte; with `diff`, what Instagram restated since. */
import { gatherDigest } from '../digests/build.ts';
import { arrivedWords, DIFFERENCE_COLUMNS, differenceRow, differencesOf } from '../digests/difference.ts';
import { unpackFacts } from '../digests/kept.ts';
import type { StoredDigest, Subscription } from '../digests/subscription.ts';
import { unpackReport } from '../deliveries/pack.ts';
import { AppError } from '../errors.ts';
import { readPeriod } from '../insights/periods.ts';
import { formatInstant } from '../reports/format.ts';
import { readNumber, readWeek } from './digest-ask.ts';
import { findOne, listOwn } from './digest-find.ts';
import type { Answer, Ask, Deps } from './feature.ts';

async function newestWeek(deps: Deps, subscription: Subscription): Promise<string | undefined> {
  return (await deps.store.listRuns(subscription.id, 60)).find(({ state }) => state === 'built')?.week;
}

/** The one asked for; without a number the one of this channel, else the first that has this week. */
async function findDigest(deps: Deps, ask: Ask, rest: readonly string[]): Promise<StoredDigest> {
  const week = readWeek(ask);
  const number = readNumber('show', rest);
  const all = await listOwn(deps, ask);
  const here = all.filter(({ channelId }) => channelId === ask.caller.channelId);
  const candidates =
    number === undefined && all.length > 1 ? [...here, ...all] : [await findOne(deps, ask, 'show', number)];
  for (const subscription of candidates) {
    const wanted = week ?? (await newestWeek(deps, subscription));
    const stored = wanted === undefined ? undefined : await deps.store.readDigest(subscription.id, wanted);
    if (stored !== undefined) return stored;
  }
  // A week that no year has, or that has not begun, is refused in words of its own.
  if (week !== undefined) readPeriod(week.toLowerCase(), deps.clock());
  const [first] = candidates;
  const runs = first === undefined ? [] : await deps.store.listRuns(first.id, 60);
  const run = runs.find((one) => one.week === week);
  const known = runs.filter(({ state }) => state === 'built').slice(0, 3);
  throw new AppError('not-found', `There is no digest of ${week ?? 'any week'} yet.`, {
    hint: run === undefined || run.because === '' ? 'See /ig digest history.' : run.because,
    suggestions: known.map((one) => `digest show ${one.week}`),
  });
}

async function showDifference(deps: Deps, subscription: Subscription, stored: StoredDigest): Promise<Answer> {
  const { facts, frame, sections } = unpackFacts(stored);
  const accounts = facts.accounts.map(({ id }) => id);
  const { workspaceId } = subscription;
  const { week } = stored;
  const order = { workspaceId, accounts, week, sections, priority: 'command', zone: frame.zone } as const;
  const fresh = await gatherDigest(deps, order);
  const rows = differencesOf(facts, fresh).map(differenceRow);
  const posted = formatInstant(stored.madeAt, frame.zone);
  const summary =
    rows.length === 0
      ? `Nothing in the digest of ${stored.week} was restated since ${posted}.`
      : `${rows.length} ${rows.length === 1 ? 'number' : 'numbers'} of ${stored.week} changed since the digest of ${posted}.`;
  return {
    status: 'answered',
    report: {
      title: `Week ${stored.week}: then and now`,
      summary,
      blocks: [
        { kind: 'text', text: summary },
        ...arrivedWords(facts, fresh).map((text) => ({ kind: 'text', text }) as const),
        ...(rows.length === 0
          ? []
          : [
              {
                kind: 'table' as const,
                caption: 'What Instagram says now',
                columns: DIFFERENCE_COLUMNS,
                rows,
              },
            ]),
      ],
      footer: `Digest ${subscription.id} · made ${posted}`,
      actions: [
        { label: 'The digest as posted', command: `digest show ${stored.week} ${subscription.id}`, group: 'period' },
      ],
    },
  };
}

export async function showDigest(deps: Deps, ask: Ask, rest: readonly string[]): Promise<Answer> {
  const wantsDifference = rest.some((word) => /^diff(?:erence)?$/u.test(word));
  const stored = await findDigest(
    deps,
    ask,
    rest.filter((word) => !/^diff(?:erence)?$/u.test(word)),
  );
  const subscription = await findOne(deps, ask, 'show', stored.subscriptionId);
  if (wantsDifference) return showDifference(deps, subscription, stored);
  const rendered = unpackReport(stored.content);
  return { status: 'answered', report: { ...rendered, blocks: [] }, rendered };
}
