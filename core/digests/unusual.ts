/** The unusual days of a week's followers: what alerts said of them, and what their detector finds besides. */
import type { AccountId, WorkspaceId } from '../accounts.ts';
import type { Finding, Sensitivity } from '../alerts/alert.ts';
import { farthest, saidEpisodes } from '../alerts/decide.ts';
import { readRows } from '../alerts/rows.ts';
import { type Directed, watchAccount } from '../alerts/watched.ts';
import type { Deps } from '../features/feature.ts';
import type { Judgement } from '../insights/spikes/judge.ts';
import { hasGone } from '../insights/spikes/restated.ts';
import type { Days, IsoDate } from '../insights/series.ts';
import { endOfDay } from '../insights/spans.ts';
import type { UnusualFact } from './facts.ts';
import type { GatherRequest } from './request.ts';

const DAY = 86_400_000;

interface Heard {
  readonly sensitivity: Sensitivity;
  readonly steps: number;
  /** What was found of the account's followers since the week began. */
  readonly findings: readonly Finding[];
}

/** What alerts are set to and found, where they watch this account; else their usual strictness and nothing. */
async function heardBy({ store }: Deps, workspace: WorkspaceId, account: AccountId, week: Days): Promise<Heard> {
  for (const place of await store.listAlertPlaces(workspace)) {
    if (place.offAt !== undefined) continue;
    const choice = (await store.listAlertChoices(place.id)).find(({ accountId }) => accountId === account);
    if (choice?.offAt !== undefined) continue;
    const found = await store.listFindings(place.id, endOfDay(week.from) - DAY);
    const findings = found.filter(({ accountId }) => accountId === account);
    return { sensitivity: place.sensitivity, steps: choice?.steps ?? 0, findings };
  }
  return { sensitivity: 'normal', steps: 0, findings: [] };
}

function isIn({ from, to }: Days, day: IsoDate): boolean {
  return day >= from && day <= to;
}

/** Days that alerts told and that were not taken back. */
function toldFacts({ series }: Directed, findings: readonly Finding[], week: Days): readonly UnusualFact[] {
  const own = findings.filter((one) => one.series === series);
  const back = new Set(own.flatMap(({ kind, episode }) => (kind === 'corrected' ? episode : [])));
  return saidEpisodes(own).flatMap(({ id, told }): readonly UnusualFact[] => {
    const days = [...told.values()].filter((one) => isIn(week, one.days.to) && !hasGone(one));
    return days.length === 0 || back.has(id) ? [] : [{ series, since: id, days, alerts: true }];
  });
}

/** Unusual days that the detector finds; `alerts`: nothing was said of them. */
function foundFacts({ series, watch, directions }: Directed, week: Days): readonly UnusualFact[] {
  const episodes = watch.episodes.filter(({ direction }) => directions.includes(direction));
  const flagged = episodes.flatMap(({ flagged: all, from }): readonly UnusualFact[] => {
    const days = all.filter(({ days: { to } }) => isIn(week, to));
    return days.length === 0 ? [] : [{ series, since: from, days, alerts: true }];
  });
  const noticeable = watch.days.flatMap(({ day, grade, judgement }) =>
    grade === 'digest' && judgement !== undefined && isIn(week, day) && directions.includes(judgement.direction)
      ? [judgement]
      : [],
  );
  const most = farthest(noticeable);
  return most === undefined ? flagged : [...flagged, { series, since: most.days.to, days: [most], alerts: false }];
}

function dayOf({ days }: Judgement): IsoDate {
  return days.to;
}

/** One fact per episode: days of it that alerts have not told stand with those that they told. */
function factsOf(one: Directed, findings: readonly Finding[], week: Days): readonly UnusualFact[] {
  const told = toldFacts(one, findings, week);
  const said = new Set(told.flatMap(({ days }) => days.map(dayOf)));
  const found = foundFacts(one, week);
  const isOf = (fact: UnusualFact, { days }: UnusualFact): boolean =>
    fact.alerts && fact.days.some((day) => days.map(dayOf).includes(dayOf(day)));
  const whole = told.map((fact): UnusualFact => {
    const untold = found.filter((other) => isOf(other, fact)).flatMap(({ days }) => days);
    const days = [...fact.days, ...untold.filter((day) => !said.has(dayOf(day)))];
    return { ...fact, days: days.sort((a, b) => dayOf(a).localeCompare(dayOf(b))) };
  });
  const others = found.filter((fact) => !told.some((other) => isOf(fact, other)));
  const all = [...whole, ...others.filter(({ days }) => !days.some((day) => said.has(dayOf(day))))];
  // Beside a jump a noticeable day is no news.
  return all.some(({ alerts }) => alerts) ? all.filter(({ alerts }) => alerts) : all;
}

/**
 * From what is kept; asks Instagram for nothing. Alerts that watch the account lend their sensitivity and what they told; a
 * day that they did not tell, because they were off then or because it is too common for them, is judged by their detector.
 */
export async function gatherUnusual(
  deps: Deps,
  { account, workspaceId, period }: Pick<GatherRequest, 'account' | 'workspaceId' | 'period'>,
): Promise<readonly UnusualFact[]> {
  const [{ findings, ...strictness }, rows, accounts] = await Promise.all([
    heardBy(deps, workspaceId, account.id, period.days),
    readRows(deps.store, account, deps.clock()),
    deps.store.listAccounts(workspaceId),
  ]);
  const all = watchAccount(account, rows, { ...strictness, watched: accounts.length });
  return all.flatMap((one) => factsOf(one, findings, period.days));
}
