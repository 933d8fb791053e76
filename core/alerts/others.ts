/** Milestones, and rights to read that end or were refused. */
import type { Account, Connection } from '../accounts.ts';
import { milestonesIn } from '../insights/spikes/milestones.ts';
import type { IsoDate } from '../insights/series.ts';
import { instagramToday } from '../insights/spans.ts';
import { formatDays, formatList, formatNumber } from '../reports/format.ts';
import type { Report } from '../reports/report.ts';
import { expiryWarnings } from '../tokens/warnings.ts';
import type { Finding } from './alert.ts';
import { plainReport } from './report.ts';
import type { AccountRows } from './rows.ts';

/** A finding before it has a place, a time and a message. */
export type Bare = Pick<Finding, 'accountId' | 'series' | 'episode' | 'kind' | 'day' | 'facts'>;

/** Findings that one message says together. */
export interface Said {
  readonly findings: readonly Bare[];
  readonly report: Report;
}

/** Round numbers of followers reached since a day. */
export function milestonesOf(account: Account, rows: AccountRows, newsFrom: IsoDate): readonly Said[] {
  return milestonesIn(rows.totals, rows.today)
    .filter(({ days }) => days.to >= newsFrom)
    .map(({ followers, days, total }): Said => {
      const name = `@${account.username}`;
      const text = `${name} passed ${formatNumber(followers)} followers on ${formatDays(days)}: ${formatNumber(total)} were counted.`;
      const episode = String(followers);
      return {
        findings: [
          {
            accountId: account.id,
            series: 'total',
            episode,
            kind: 'milestone',
            // Once for ever: also when an import or a correction moves the day.
            day: 'once',
            facts: { judgements: [], text },
          },
        ],
        report: plainReport(`${formatNumber(followers)} followers: ${name}`, text, [
          { label: 'Followers', command: `followers 28d ${name}`, group: 'metric' },
        ]),
      };
    });
}

interface Right {
  readonly finding: Bare;
  readonly name: string;
  readonly text: string;
}

function rightsOf(account: Account, connection: Connection, now: number): readonly Right[] {
  const base = { accountId: account.id, series: 'connection' as const, day: instagramToday(now) };
  const name = `@${account.username}`;
  const { brokenBecause, connectedAt, renewedAt } = connection;
  if (brokenBecause !== undefined) {
    const text = `${brokenBecause} Nothing is read until it is connected again with /ig connect.`;
    const episode = `refused-${renewedAt ?? connectedAt}`;
    // The day is not part of what happened: it is told once for this token.
    return [
      { finding: { ...base, day: 'once', episode, kind: 'refused', facts: { judgements: [], text } }, name, text },
    ];
  }
  return expiryWarnings(connection, now).map(({ what, step, endsAt, text }) => ({
    finding: {
      ...base,
      day: String(step),
      episode: `${what}-${endsAt}`,
      kind: 'expiry',
      facts: { judgements: [], text },
    },
    name,
    text,
  }));
}

/**
 * Rights that end within 14, 7 and 1 days or were refused, not among `known` findings; accounts that share a token are in
 * one message.
 */
export function rightsAtRisk(
  rights: readonly { readonly account: Account; readonly connection: Connection }[],
  now: number,
  isKnown: (finding: Bare) => boolean,
): readonly Said[] {
  const groups = new Map<string, Right[]>();
  for (const { account, connection } of rights) {
    for (const right of rightsOf(account, connection, now)) {
      if (isKnown(right.finding)) continue;
      const { kind, day } = right.finding;
      const key = [kind, day, right.text].join('|');
      groups.set(key, [...(groups.get(key) ?? []), right]);
    }
  }
  return [...groups.values()].map((group): Said => {
    const names = formatList(group.map(({ name }) => name));
    const { finding, text = '' } = group[0] ?? {};
    const ends = finding?.day === '0' ? 'The right to read has ended' : 'The right to read is about to end';
    const title = finding?.kind === 'refused' ? 'Instagram refuses the token' : ends;
    return {
      findings: group.map((right) => right.finding),
      report: plainReport(
        title,
        `${names}: ${text}`,
        [
          { label: 'Connect', command: 'connect', group: 'fix', form: 'connect' },
          { label: 'Status', command: 'status', group: 'metric' },
        ],
        true,
      ),
    };
  });
}
