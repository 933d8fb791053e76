/** Posts in words: their kind, how their caption begins, their numbers and their address. Pure. */
import type { Account } from '../accounts.ts';
import type { Media, MediaKind } from '../instagram/media/media.ts';
import type { MediaMetric } from '../instagram/media/metric.ts';
import { readAtOf, type KnownFigure, type Figure } from '../media/figures.ts';
import { formatChange, formatInstant, formatNumber, formatRatio } from '../reports/format.ts';
import { cut } from '../reports/fit.ts';
import type { Chart, ReportAction, ReportBlock, ReportLink, TableBlock } from '../reports/report.ts';

const CAPTION = 60;
const BAR_CAPTION = 24;
const MOST_BARS = 10;
const MOST_LINKS = 10;
/** Controls, line ends and marks that turn the direction of what follows. */
const UNRULY = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

const KINDS: Readonly<Record<MediaKind, readonly [one: string, many: string]>> = {
  image: ['Photo', 'photos'],
  video: ['Video', 'videos'],
  album: ['Album', 'albums'],
  reel: ['Reel', 'reels'],
  story: ['Story', 'stories'],
};

export function kindWord(kind: MediaKind): string {
  return KINDS[kind][0];
}

/** "posts", or what they are when they are all of one kind: "albums". */
export function kindsWord(kinds: readonly MediaKind[]): string {
  const [first] = kinds;
  if (first === undefined || kinds.length > 2) return 'posts';
  return kinds.map((kind) => KINDS[kind][1]).join(' and ');
}

/** The beginning of a caption in one line; empty where there is none. */
export function captionLine(media: Pick<Media, 'caption'>, most = CAPTION): string {
  return cut((media.caption ?? '').replaceAll(UNRULY, ' ').replaceAll(/\s+/gu, ' ').trim(), most);
}

/** The beginning of a caption in one line, or that there is none. */
export function captionStart(media: Pick<Media, 'caption'>, most = CAPTION): string {
  return captionLine(media, most) || '(no caption)';
}

/** A value in the metric's own way: "1,204", "6.5 s", "1 h 25 min", "48.4 %". */
export function formatValue(metric: Pick<MediaMetric, 'format'>, value: number): string {
  if (metric.format === 'percent') return `${formatNumber(value)} %`;
  if (metric.format === 'count') return formatNumber(value);
  const seconds = value / 1000;
  if (seconds < 120) return `${formatNumber(Math.round(seconds * 10) / 10)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${formatNumber(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}

/** A change in the metric's own way: "▲ +1,204 (+10.8 %)", "▼ −1 h 25 min (−3.1 %)". */
export function formatValueChange(
  metric: Pick<MediaMetric, 'format'>,
  delta: number,
  ratio: number | null | undefined,
): string {
  if (metric.format === 'count' || delta === 0) return formatChange(delta, ratio);
  const change = delta > 0 ? `▲ +${formatValue(metric, delta)}` : `▼ −${formatValue(metric, -delta)}`;
  return ratio === undefined ? change : `${change} (${ratio === null ? 'new' : formatRatio(ratio)})`;
}

/** The value, or why there is none. */
export function figureWords(metric: MediaMetric, figure: Figure): string {
  return figure.value === null ? (figure.reason ?? 'not known') : formatValue(metric, figure.value);
}

/** The permalink, when it is one of Instagram's own. */
export function linkOf(media: Media): ReportLink | undefined {
  if (media.permalink === undefined || !URL.canParse(media.permalink)) return undefined;
  const { protocol, hostname, username, port, href } = new URL(media.permalink);
  const own = hostname === 'instagram.com' || hostname.endsWith('.instagram.com');
  if (protocol !== 'https:' || !own || username !== '' || port !== '') return undefined;
  return { label: `${kindWord(media.kind)}: ${captionStart(media, BAR_CAPTION * 2)}`, url: href };
}

/** The addresses of posts, as far as they have one. */
export function linksBlock(media: readonly Media[]): readonly ReportBlock<Chart>[] {
  const links = media.slice(0, MOST_LINKS).flatMap((one) => linkOf(one) ?? []);
  return links.length === 0 ? [] : [{ kind: 'links', links }];
}

/** The command that shows one post or story. */
function commandFor(media: Media, username: string): string {
  const command = media.kind === 'story' ? 'story' : 'post';
  const name = media.kind === 'story' ? media.id : (media.shortcode ?? media.id);
  return `${command} ${name} @${username}`;
}

export function openActions(media: readonly Media[], username: string): readonly ReportAction[] {
  return media.slice(0, 3).map((one) => ({
    label: `${kindWord(one.kind)}: ${captionStart(one, BAR_CAPTION)}`,
    command: commandFor(one, username),
    group: 'metric',
  }));
}

/** The ranking as a table: how it begins, what it is, when it was published, its number. */
export function rankingTable(
  metric: MediaMetric,
  figures: readonly Figure[],
  zone: string,
  caption: string,
): TableBlock {
  return {
    kind: 'table',
    caption,
    columns: ['Post', 'Type', 'Published', metric.label, 'State'],
    rows: figures.map((figure) => [
      captionStart(figure.media),
      kindWord(figure.media.kind),
      formatInstant(figure.media.publishedAt, zone),
      figureWords(metric, figure),
      figure.state,
    ]),
  };
}

/** The largest as bars; nothing for a single post. */
export function rankingPicture(
  metric: MediaMetric,
  known: readonly KnownFigure[],
  words: { readonly title: string; readonly subtitle: string; readonly zone: string },
  pictures: ReadonlyMap<string, Uint8Array> = new Map(),
): readonly ReportBlock<Chart>[] {
  const { title, subtitle, zone } = words;
  const [first] = known;
  if (first === undefined || known.length < 2) return [];
  const shown = known.slice(0, MOST_BARS);
  const label = ({ media }: KnownFigure): string =>
    `${kindWord(media.kind)} ${formatInstant(media.publishedAt, zone).slice(0, 6).trim()} · ${captionStart(media, BAR_CAPTION)}`;
  const scale = metric.format === 'milliseconds' ? 1000 : 1;
  return [
    {
      kind: 'picture',
      picture: {
        kind: 'bars',
        title,
        subtitle:
          known.length > shown.length ? `${subtitle} · the ${shown.length} largest of ${known.length}` : subtitle,
        unit: scale === 1000 ? 'seconds' : metric.unit,
        bars: shown.map((figure) => {
          const image = pictures.get(figure.media.id);
          const bar = { label: label(figure), value: figure.value / scale };
          return image === undefined ? bar : { ...bar, image };
        }),
      },
      alt: `${title}, ${subtitle}. Largest: ${label(first)} with ${formatValue(metric, first.value)}.`,
      fallback: {
        kind: 'table',
        caption: title,
        columns: ['Post', metric.label],
        rows: shown.map((figure) => [label(figure), formatValue(metric, figure.value)]),
      },
    },
  ];
}

/** When the numbers were read; where all come from files, when those were exported. Undefined without any number. */
export function readWords(figures: readonly Figure[]): string | undefined {
  const readAt = readAtOf(figures.filter(({ imported }) => !imported));
  if (readAt !== undefined) return `read ${formatInstant(readAt)}`;
  const exportedAt = readAtOf(figures);
  return exportedAt === undefined ? undefined : `exported ${formatInstant(exportedAt)}`;
}

/** What stands under a ranking: whose data, which days, and when it was read. */
export function rankingFooter(account: Account, zone: string, figures: readonly Figure[]): string {
  return [
    account.origin === 'demo' ? 'Demo data' : undefined,
    `Published in ${zone}, periods in US Pacific days`,
    readWords(figures),
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}
