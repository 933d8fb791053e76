/** What a report becomes in Slack and in Discord: the payload that our adapters send, with addresses for its pictures. Pure. */
import { fitReport } from '../../core/reports/fit.ts';
import type { RenderedReport } from '../../core/reports/report.ts';
import { toMessage as toDiscordMessage } from '../discord/message.ts';
import { SLACK_LIMITS } from '../slack/limits.ts';
import { toMessage as toSlackMessage } from '../slack/message.ts';
import { pictureId, pictureUrl } from './message.ts';
import type { LookName, PageLook } from './wire.ts';

function slackLook(whole: RenderedReport): PageLook {
  const report = fitReport(whole, SLACK_LIMITS);
  const ready = report.blocks.flatMap((block) => {
    const png = block.kind === 'picture' ? block.picture.png.light : undefined;
    if (block.kind !== 'picture' || png === undefined) return [];
    return [{ picture: block.picture, id: `F${pictureId(png).slice(0, 10).toUpperCase()}`, url: pictureUrl(png) }];
  });
  const files = new Map(ready.map(({ picture, id }) => [picture, id]));
  return {
    look: 'slack',
    payload: toSlackMessage(report, { files, instead: 'table', ownTable: true }),
    pictures: Object.fromEntries(ready.map(({ id, url }) => [id, url])),
  };
}

function discordLook(report: RenderedReport): PageLook {
  const { body, files } = toDiscordMessage(report);
  const pictures = files.filter(({ contentType }) => contentType === 'image/png');
  return {
    look: 'discord',
    payload: body,
    pictures: Object.fromEntries(
      pictures.map(({ name, data }) => [`attachment://${name}`, pictureUrl(Buffer.from(data as Uint8Array))]),
    ),
  };
}

/** The report as one of the platforms would get it in a channel, its pictures ready. */
export function toLook(name: LookName, report: RenderedReport): PageLook {
  return name === 'slack' ? slackLook(report) : discordLook(report);
}
