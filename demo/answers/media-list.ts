/** Lists of media: `/{ig-user}/media`, `/stories`, `/live_media`. */
import { withParams, type AuthorizedContext } from '../context.ts';
import type { FieldRequest } from '../fields.ts';
import type { Media } from '../media.ts';
import { paginate } from '../paging.ts';
import type { DemoAccount } from '../world.ts';
import { IGNORED_ON_LISTS, liveMedia, liveNode, mediaNode } from './media-node.ts';
import { mediaMetricNames } from './media-insights.ts';
import { parseTime } from './user-insights-rules.ts';

/** Instagram lists the 10 000 newest. */
const MOST_MEDIA = 10_000;

function published(context: AuthorizedContext, media: readonly Media[]): readonly Media[] {
  const since = parseTime(context.params.get('since'));
  const until = parseTime(context.params.get('until'));
  return media
    .filter(({ publishedAt }) => since === undefined || publishedAt >= since * 1000)
    .filter(({ publishedAt }) => until === undefined || publishedAt <= until * 1000)
    .slice(0, MOST_MEDIA);
}

/** Metric names inside `insights.metric(…)` are held against the enum even when no media is on the page (recorded). */
function checkExpansions(context: AuthorizedContext, fields: readonly FieldRequest[] | undefined): void {
  for (const field of fields ?? []) {
    if (field.name === 'insights') mediaMetricNames(withParams(context, field.args));
  }
}

function listed(
  context: AuthorizedContext,
  account: DemoAccount,
  edge: string,
  media: readonly Media[],
  fields: readonly FieldRequest[] | undefined,
): object {
  checkExpansions(context, fields);
  const wanted = fields?.filter((field) => !IGNORED_ON_LISTS.has(field.name));
  const page = paginate(context, `${account.instagramId}/${edge}`, media);
  const data = page.items.map((item) => mediaNode(context, account, item, wanted));
  return { data, ...(page.paging === undefined ? {} : { paging: page.paging }) };
}

/** Newest first, without stories; `since` and `until` are about publication. */
export function mediaList(
  context: AuthorizedContext,
  account: DemoAccount,
  fields: readonly FieldRequest[] | undefined,
): object {
  return listed(context, account, 'media', published(context, account.shelf.posts(context.now)), fields);
}

/** The stories of the last 24 hours. */
export function storiesList(
  context: AuthorizedContext,
  account: DemoAccount,
  fields: readonly FieldRequest[] | undefined,
): object {
  return listed(context, account, 'stories', account.shelf.stories(context.now), fields);
}

/** The broadcast that runs now, if any. */
export function liveList(
  context: AuthorizedContext,
  account: DemoAccount,
  fields: readonly FieldRequest[] | undefined,
): object {
  return { data: liveMedia(context, account).map((media) => liveNode(context, account, media, fields)) };
}
