/** `/ig online` and `/ig online_followers`: the hours at which followers are on Instagram, and when to post. */
import { AppError } from '../errors.ts';
import { findMetric } from '../instagram/catalogue.ts';
import type { Metric } from '../instagram/metric.ts';
import { bringOnlineUpToDate, typicalHours, typicalWeek, type WeekHour } from '../insights/online.ts';
import { oldestServedDay, SETTLES_AFTER } from '../insights/collect.ts';
import { bestHours } from '../insights/post-hours.ts';
import type { Reading } from '../insights/series.ts';
import { countDays, endOfDay, lastCompleteDay } from '../insights/spans.ts';
import { formatDays, formatFullDay, formatList, formatNumber } from '../reports/format.ts';
import type { Stat } from '../reports/report.ts';
import type { Answer, Ask, Deps, Feature } from './feature.ts';
import { buildManyAnswer, type ManyFindings, type PartRow } from './many-values.ts';
import { metricActions } from './metric-actions.ts';
import { askedPeriod } from './metric-period.ts';
import { importedOnly, isTooSmall, pickSource } from './metric-source.ts';
import { openAccess, pickAccount } from './pick-account.ts';
import { keptPosts, partsOfKept, postHoursBlocks, postHoursNote } from './online-posts.ts';
import { hourName, weekPicture, weekRows } from './online-week.ts';
import { settleProblems } from './problems.ts';

const NAME = 'online_followers';
const TOO_FEW = 'Instagram tells this only for accounts with at least 100 followers.';
const NO_WHOLE = 'There is no total: followers online are counted hour by hour, and the hours are in the rows.';
const BEST = 3;

/** Hours by their API key for scripts, on the clock of US Pacific. */
function pacificRows(readings: readonly Reading[]): readonly PartRow[] {
  return typicalHours(readings, (_, hour) => String(hour).padStart(2, '0')).map(({ name, value }) => ({
    breakdown: 'hour',
    key: String(Number(name)),
    label: `${name}:00 US Pacific`,
    value,
  }));
}

function statsOf(
  times: { readonly best: readonly WeekHour[]; readonly most: WeekHour | undefined },
  posts: number,
  zone: string,
): readonly Stat[] {
  if (times.most === undefined) return [];
  const by = posts === 0 ? '' : `, by followers online and ${posts} posts`;
  return [
    { label: 'Best times to post', value: times.best.map(hourName).join(', '), note: `${zone}${by}` },
    { label: 'Most online', value: formatNumber(times.most.value), note: `${hourName(times.most)}, ${zone}` },
  ];
}

async function answer(deps: Deps, ask: Ask, asked: Metric, withObject: boolean): Promise<Answer> {
  const now = deps.clock();
  const access = openAccess(deps, ask, pickAccount(ask));
  const { account } = access;
  const source = pickSource(deps, asked, access);
  const whole = { ...ask, command: { ...ask.command, when: `${source.historyDays}d` } };
  const period = askedPeriod(ask.command.when === 'lifetime' ? whole : ask, now);
  const { readings, problems } = await bringOnlineUpToDate(deps, {
    account,
    access: access.graph,
    source,
    days: period.days,
  });
  const readAt = readings.length === 0 ? undefined : Math.max(...readings.map((reading) => reading.confirmedAt));
  const known = readAt !== undefined;
  const tooFew = !known && (await isTooSmall(deps, access, source));
  const notes = tooFew ? [] : await settleProblems(deps, ask, access, problems, { known, readAt });
  if (!known && !tooFew) {
    if (account.origin === 'import') throw importedOnly('when its followers are online', account);
    const [oldest, newest] = [oldestServedDay(source, now), lastCompleteDay(now)];
    throw new AppError(
      'bad-request',
      `Instagram gave no hours of @${account.username} for ${formatDays(period.days)}.`,
      {
        hint: `It often leaves days out, and answers back to ${formatFullDay(oldest)}.`,
        suggestions:
          period.days.from === oldest
            ? []
            : [`online ${countDays({ from: oldest, to: newest })}d @${account.username}`],
      },
    );
  }
  const zone = ask.workspace.zone ?? deps.about().zone;
  const week = typicalWeek(readings, zone);
  const kept = await keptPosts(deps.store, account.id, now);
  const parts = partsOfKept(kept, zone);
  const hours = bestHours(week, parts);
  const top = hours.slice(0, BEST);
  const [most] = bestHours(week, []);
  const counted = parts.length === 0 ? 0 : kept.timed.length;
  const days = countDays(period.days);
  const settled = readings.every((reading) => reading.settled || now - endOfDay(reading.days.to) >= SETTLES_AFTER);
  const times = formatList(bestHours(week, []).slice(0, BEST).map(hourName));
  const findings: ManyFindings = {
    asked,
    metric: asked,
    servedBy: source.apiName,
    account,
    days: period.days,
    sections: [],
    scriptRows: [...pacificRows(readings), ...weekRows(week, zone)],
    ...(known
      ? {
          drawn: [
            weekPicture(week, { best: top, most }, { username: account.username, days: period.days, zone }),
            ...postHoursBlocks(parts, zone),
          ],
        }
      : {}),
    noWhole: NO_WHOLE,
    change: { current: null, previous: null, delta: null, ratio: null },
    state: tooFew ? 'too few' : settled ? 'final' : 'provisional',
    reason: tooFew ? TOO_FEW : undefined,
    stats: statsOf({ best: top, most }, counted, zone),
    summary: tooFew
      ? `Followers online of @${account.username}: ${TOO_FEW}`
      : `Most followers of @${account.username} are online at ${times} (${zone}), ${formatDays(period.days)}.`,
    notes: [
      ...notes,
      ...(known && readings.length < days
        ? [`Known are ${readings.length} of ${days} days; Instagram often leaves days or hours out.`]
        : []),
      ...(known ? [postHoursNote(parts, kept)] : []),
      ...(readings.length > 1 ? ['Each hour of a weekday is the mean of its known days.'] : []),
      ...period.notes,
      ...asked.remarks,
    ],
    actions: metricActions(ask, asked, asked, account, period).filter(({ group }) => group !== 'metric'),
    readAt,
  };
  return buildManyAnswer(findings, 'Followers online', withObject);
}

/** The metric by its own name: with an object for scripts, whose rows are those of `weekRows` after the API’s own hours. */
export function onlineMetricAnswer(deps: Deps, ask: Ask, asked: Metric): Promise<Answer> {
  return answer(deps, ask, asked, true);
}

export const onlineFeature: Feature = {
  spec: {
    name: 'online',
    summary: 'When followers are online, and the best times to post',
    options: [
      { name: 'when', summary: 'week, 28d, A..B', required: false },
      { name: 'account', summary: 'Which account', required: false },
    ],
    audience: 'channel',
    admin: false,
    examples: ['online', 'online 28d @account'],
  },
  answer(deps, ask) {
    const metric = findMetric(NAME);
    if (metric === undefined) throw new AppError('internal', 'Followers online are not in the catalogue.');
    return answer(deps, ask, metric, false);
  },
};
