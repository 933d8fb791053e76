/** Answers of `/{ig-media}/insights`. */
import type { AuthorizedContext } from '../context.ts';
import { fatal, invalid, notEnoughViewers, notInEnum, objectMissing, postedBeforeConversion } from '../errors.ts';
import { mediaNumbers, type MediaNumbers } from '../media-numbers.ts';
import type { Media } from '../media.ts';
import type { DemoAccount } from '../world.ts';
import {
  keepsImpressions,
  MEDIA_BREAKDOWNS,
  MEDIA_METRICS,
  mediaMetricEnum,
  type MediaMetric,
} from './media-metrics.ts';

const FEWEST_VIEWERS = 5;
const ON_FACEBOOK_ONLY = new Set(['facebook_views', 'crossposted_views']);

function listOf(params: URLSearchParams, name: string): readonly string[] {
  const text = params.get(name)?.trim() ?? '';
  return text === '' ? [] : [...new Set(text.split(',').map((item) => item.replaceAll('+', ' ').trim()))];
}

/** The metric names of a call, checked against the enum of the host: this comes first, before any media is looked at. */
export function mediaMetricNames(context: AuthorizedContext): readonly string[] {
  const names = listOf(context.params, 'metric');
  if (names.length === 0) throw invalid('The parameter metric is required');
  const allowed = mediaMetricEnum(context.flavour);
  const wrong = names.findIndex((name) => !allowed.includes(name));
  if (wrong >= 0) throw notInEnum(`metric[${wrong}]`, allowed);
  return names;
}

function rulesFor(context: AuthorizedContext, media: Media, name: string): MediaMetric {
  const rules = MEDIA_METRICS.get(name);
  const refusedHere = rules?.facebookOnly === true && context.flavour === 'instagram';
  if (rules === undefined || refusedHere || !rules.products.includes(media.product)) {
    throw invalid(`The Media Insights API does not support the ${name} metric for this media product type.`);
  }
  if (name === 'impressions' && !keepsImpressions(media)) {
    throw invalid(
      'Starting from version v22.0 and above, the impressions metric is no longer supported for the queried media.',
    );
  }
  return rules;
}

function entryOf(
  media: Media,
  name: string,
  rules: MediaMetric,
  numbers: MediaNumbers,
  breakdown: string | undefined,
): object {
  const value = rules.value(numbers);
  const results = Object.entries(rules.parts?.(numbers) ?? {})
    .filter(([, part]) => part > 0)
    .map(([key, part]) => ({ dimension_values: [key], value: part }));
  return {
    name,
    period: 'lifetime',
    values: [{ value }],
    title: rules.title,
    description: rules.description,
    ...(breakdown === undefined
      ? {}
      : { total_value: { value, breakdowns: [{ dimension_keys: [breakdown], results }] } }),
    id: `${media.id}/insights/${name}/lifetime`,
  };
}

/**
 * `GET /{ig-media}/insights`. Any `period` is read as lifetime; `since` and `until` mean nothing here.
 * @throws GraphError: enum, breakdown, product type, 2108006, too few viewers (the whole call), -1 for Facebook numbers.
 */
export function mediaInsights(context: AuthorizedContext, account: DemoAccount, media: Media): object {
  const names = mediaMetricNames(context);
  const breakdowns = listOf(context.params, 'breakdown');
  const wrong = breakdowns.findIndex((name) => !MEDIA_BREAKDOWNS.includes(name));
  if (wrong >= 0) throw notInEnum(`breakdown[${wrong}]`, MEDIA_BREAKDOWNS);
  if (media.kind === 'child') throw objectMissing(media.id);
  const metrics = names.map((name) => ({ name, rules: rulesFor(context, media, name) }));
  for (const { name, rules } of metrics) {
    if (breakdowns.some((breakdown) => breakdown !== rules.breakdown)) {
      throw invalid(`Incompatible breakdowns (${breakdowns.join(',')}) for metric (${name})`);
    }
  }
  if (media.beforeConversion) throw postedBeforeConversion();
  const numbers = mediaNumbers(account.keys, account.numbers, media, context.now);
  if (media.product === 'STORY' && numbers.reach < FEWEST_VIEWERS) throw notEnoughViewers();
  if (!media.onFacebook && names.some((name) => ON_FACEBOOK_ONLY.has(name))) throw fatal();
  return { data: metrics.map(({ name, rules }) => entryOf(media, name, rules, numbers, breakdowns[0])) };
}
