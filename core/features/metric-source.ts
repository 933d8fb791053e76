/** How a metric is asked for with the login at hand, and whether an account is large enough for it. */
import type { Account } from '../accounts.ts';
import { AppError } from '../errors.ts';
import { isServedBy, sourceFor } from '../instagram/catalogue.ts';
import type { InsightsSource, Metric } from '../instagram/metric.ts';
import { bringProfileUpToDate } from '../insights/profiles.ts';
import type { Access, Deps } from './feature.ts';

/** Which source is asked: by the account's login, or any when only our own store can answer. AppError when there is none. */
export function pickSource(deps: Deps, metric: Metric, access: Access): InsightsSource {
  const login = access.connection?.login;
  const source = login === undefined ? metric.sources[0] : sourceFor(metric, login);
  if (source?.kind !== 'insights') {
    throw new AppError('bad-request', `${metric.label} is not offered with this login.`, {
      hint:
        login === 'instagram' ? 'Connect the account through Facebook Login to read it.' : 'See /ig help for what is.',
    });
  }
  const { apiVersion } = deps.about();
  if (access.graph !== undefined && !isServedBy(source.since, apiVersion)) {
    throw new AppError(
      'config',
      `${metric.label} came with version ${source.since} of the API; set is ${apiVersion}.`,
      {
        hint: `Set GRAPH_API_VERSION to ${source.since} or later.`,
      },
    );
  }
  return source;
}

/** Whether the account has fewer followers than Instagram needs to tell this; false when nobody knows. */
export async function isTooSmall(deps: Deps, access: Access, source: InsightsSource): Promise<boolean> {
  if (source.minimumFollowers === undefined) return false;
  const { known } = await bringProfileUpToDate(deps, access.account, access.graph);
  const followers = known?.profile.followers_count;
  return followers !== undefined && followers < source.minimumFollowers;
}

/** The refusal for what no imported file holds. `what` is the thing nobody knows: "who its followers are". */
export function importedOnly(what: string, account: Account): AppError {
  return new AppError('bad-request', `Nobody can say ${what}: @${account.username} has imported numbers only.`, {
    hint: 'Connect the account with /ig connect to read it from Instagram.',
    suggestions: ['connect'],
  });
}
