/** A finding's message on its way to the ledger. */
import { DateTime } from 'luxon';
import { packReport, unpackReport } from '../deliveries/pack.ts';
import type { NewPost, Post } from '../deliveries/post.ts';
import type { ChartRenderer, Logger } from '../ports.ts';
import { renderReport } from '../reports/render.ts';
import type { Report, Theme } from '../reports/report.ts';
import type { AlertPlace, Finding } from './alert.ts';
import { withCorrections } from './threads.ts';

/** Every theme a platform may want. */
const THEMES: readonly Theme[] = ['light', 'dark'];

/** Key of a finding's message: letters, digits and dashes. */
export function postKeyOf(finding: Omit<Finding, 'foundAt' | 'facts' | 'postKey' | 'useful'>): string {
  const { placeId, accountId, series, episode, kind, day } = finding;
  return ['alert', placeId, accountId, series, episode, kind.replace(' ', '-'), day].join('-');
}

/** The place that a message is of; undefined for other messages. */
export function placeOfPost(key: string): number | undefined {
  const id = /^alert-(\d+)-/u.exec(key)?.[1];
  return id === undefined ? undefined : Number(id);
}

/** When a message may go out: now, or at the end of the place's quiet hours (which may span midnight). Epoch ms. */
export function afterQuiet({ quiet, zone }: Pick<AlertPlace, 'quiet' | 'zone'>, now: number): number {
  if (quiet === undefined) return now;
  const local = DateTime.fromMillis(now, { zone });
  const clock = local.toFormat('HH:mm');
  const { from, to } = quiet;
  const inside = from < to ? clock >= from && clock < to : clock >= from || clock < to;
  if (!inside) return now;
  const [hour, minute] = to.split(':').map(Number);
  const end = local.set({ hour: hour ?? 0, minute: minute ?? 0, second: 0, millisecond: 0 });
  return (end > local ? end : end.plus({ days: 1 })).toMillis();
}

/** Draws a report and makes its row; `nextAt` in epoch ms. */
export async function postOf(
  tools: { readonly renderer: ChartRenderer; readonly logger: Logger },
  place: AlertPlace,
  message: Pick<NewPost, 'key' | 'createdAt' | 'nextAt' | 'thread' | 'quiet'> & { readonly report: Report },
): Promise<NewPost> {
  const { workspaceId, platform, workspaceRemoteId, channelId } = place;
  const { report, ...post } = message;
  const rendered = await renderReport(tools.renderer, tools.logger, report, THEMES);
  return { ...post, workspaceId, platform, workspaceRemoteId, channelId, payload: packReport(rendered) };
}

/** The row that puts corrections above what a message said; undefined when its words are not kept any more. */
export function editOf(
  post: Post,
  corrections: readonly string[],
  edit: Pick<NewPost, 'key' | 'createdAt' | 'nextAt'>,
): NewPost | undefined {
  const { key: edits, workspaceId, platform, workspaceRemoteId, channelId, payload } = post;
  if (payload === '' || corrections.length === 0) return undefined;
  const report = withCorrections(unpackReport(payload), corrections);
  const place = { workspaceId, platform, workspaceRemoteId, channelId };
  return { ...edit, ...place, edits, quiet: true, payload: packReport(report) };
}
