/** A week after a jump is over: who of the new followers is still there. */
import { addDays } from '../insights/spans.ts';
import { type Stayed, type StayedDoubt, whetherStayed } from '../insights/spikes/stayed.ts';
import { formatNumber } from '../reports/format.ts';
import type { Report } from '../reports/report.ts';
import type { Finding } from './alert.ts';
import { type SaidEpisode, saidEpisodes } from './decide.ts';
import type { Bare } from './others.ts';
import { type Watched, followUpReport } from './report.ts';
import type { AccountRows } from './rows.ts';

const DAYS_AFTER = 7;
/** Later than this nobody asks any more. */
const LATEST = 21;

const DOUBTS: Readonly<Record<StayedDoubt, string>> = {
  'days missing': 'some days of the week after it were not read',
  'no usual': 'too few days before it are known to say how many leave in an ordinary week',
  'jumped again': 'followers jumped again since, and only their total is known',
  'too few to tell': 'this account’s ordinary ups and downs of a week are as large as what the jump brought',
};

interface FollowUp {
  readonly finding: Bare;
  readonly report: Report;
}

/** Title and sentence; undefined while it is too early to ask. */
function stayedWords(stayed: Stayed, excess: number): readonly [string, string] | undefined {
  const all = formatNumber(Math.round(excess));
  if (stayed.kind === 'unknown') {
    if (stayed.reason === 'too early') return undefined;
    return [
      'A week later: not known',
      `Whether the ${all} extra followers stayed is not known: ${DOUBTS[stayed.reason]}.`,
    ];
  }
  const { kind, left, by } = stayed;
  const here = formatNumber(Math.max(0, Math.round(excess) - left));
  const source =
    by === 'unfollows'
      ? 'by Instagram’s count of unfollows'
      : 'by the follower total, which hides some of those who left';
  const net =
    left === 0
      ? 'no more left in the week after it than in an ordinary week'
      : `${formatNumber(left)} more left in the week after it than in an ordinary week`;
  const title = kind === 'stayed' ? 'A week later: they stayed' : 'A week later: many left again';
  const who =
    left === 0
      ? `All ${all} extra followers seem to be still here`
      : `Of the ${all} extra followers about ${here} are still here`;
  return [title, `${who}: ${net} (${source}).`];
}

function followUp(rows: AccountRows, watched: Watched, said: SaidEpisode, lastDay: string): readonly FollowUp[] {
  const told = [...said.told.values()];
  const known = watched.watch.episodes.find(
    ({ direction, from, to }) => direction === 'up' && from <= said.through && to >= said.id,
  );
  const excess = known?.excess ?? told.reduce((sum, one) => sum + one.value - one.expected.mean, 0);
  const jumpedAgain = watched.watch.episodes.some(
    ({ direction, from }) => direction === 'up' && from > said.through && from <= addDays(said.through, DAYS_AFTER),
  );
  const episode = { from: said.id, to: said.through, excess };
  const stayed = whetherStayed({ episode, lost: rows.lost, totals: rows.totals, jumpedAgain, lastDay });
  const words = stayedWords(stayed, excess);
  if (words === undefined) return [];
  const [title, text] = words;
  const { account, series } = watched;
  const finding: Bare = {
    accountId: account.id,
    series,
    episode: said.id,
    kind: 'stayed',
    day: addDays(said.through, DAYS_AFTER),
    facts: { judgements: told, text },
  };
  return [{ finding, report: followUpReport(account, title, text) }];
}

/** What is to be said now of jumps that ended, each once. Findings of one series. */
export function followUpsOf(
  rows: AccountRows,
  watched: Watched,
  findings: readonly Finding[],
  lastDay: string,
): readonly FollowUp[] {
  const has = (episode: string, kind: Finding['kind']): boolean =>
    findings.some((one) => one.episode === episode && one.kind === kind);
  return saidEpisodes(findings)
    .filter(({ id, direction }) => direction === 'up' && has(id, 'closed') && !has(id, 'stayed'))
    .filter(({ through }) => lastDay >= addDays(through, DAYS_AFTER) && lastDay <= addDays(through, LATEST))
    .flatMap((said) => followUp(rows, watched, said, lastDay));
}
