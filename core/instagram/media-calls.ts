/** Posts, stories and their insights: lists page by page, one call for many metrics, refusals kept to what they concern. */
import { LRUCache } from 'lru-cache';
import type { AppError } from '../errors.ts';
import type { Clock, Logger } from '../ports.ts';
import type { GraphAccess } from './answers.ts';
import { Refusal, type Exchange } from './exchange.ts';
import { readInsightsBody } from './insights-body.ts';
import { MEDIA_FIELDS, readMedia, type MediaOwner, type ReadMedia } from './media-body.ts';
import type { Media, MediaTrouble } from './media/media.ts';
import type { MediaCall } from './media/catalogue.ts';
import { Mismatches } from './mismatches.ts';
import { readPaged } from './responses.ts';

const REMEMBER_MS = 24 * 60 * 60_000;
/** Addresses of pictures are good for 32 hours and more (seen on v25.0). */
const PICTURE_MS = 20 * 60 * 60_000;
/** The most Instagram gives, and shorter pages for when that is too much at once. */
const PAGE_SIZES = [100, 50, 25, 10] as const;

/** A part of the list of posts, newest first. Unix seconds over the time of publication, both inclusive. */
export interface MediaListQuery {
  readonly edge: 'media' | 'stories';
  readonly since?: number;
  readonly until?: number;
  /** The cursor of the page before; it expires. */
  readonly after?: string;
}

export interface MediaPage {
  readonly media: readonly Media[];
  /** The cursor of the next page; undefined at the end. An empty page may have one. */
  readonly after: string | undefined;
}

export interface MediaValue {
  readonly value: number;
  /** By breakdown key in lower case. */
  readonly detail: Readonly<Record<string, number>> | undefined;
}

/** What Instagram said of one media. */
export interface MediaInsights {
  /** By API name; one that Instagram left out is missing. */
  readonly values: ReadonlyMap<string, MediaValue>;
  /** Metrics refused for themselves. `lasting`: for every media of this kind, so it is not asked again for a day. */
  readonly failed: ReadonlyMap<string, { readonly error: AppError; readonly lasting: boolean }>;
  /** Why the media as a whole has none. */
  readonly trouble: { readonly kind: MediaTrouble; readonly error: AppError } | undefined;
  /** Epoch ms. */
  readonly readAt: number;
}

export interface MediaCallsOptions {
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The cursor did not lead on; the list can be had from its beginning only. */
export class CursorLost extends Error {
  override readonly name = 'CursorLost';
}

export class MediaCalls {
  readonly #options: MediaCallsOptions;
  /** Fields a host turned out not to have. */
  readonly #gone = new Map<string, Set<string>>();
  /** Where pictures were when their media was last read; signed addresses that end by themselves, so never stored. */
  readonly #pictures = new LRUCache<string, string>({ max: 20_000, ttl: PICTURE_MS });
  readonly #refused = new LRUCache<string, { readonly error: AppError; readonly until: number }>({ max: 1000 });

  constructor(options: MediaCallsOptions) {
    this.#options = options;
  }

  /** One page of posts or active stories. Rejects with CursorLost when `after` is not known any more, else AppError. */
  async readList(access: GraphAccess, query: MediaListQuery, signal: AbortSignal | undefined): Promise<MediaPage> {
    for (const [index, limit] of PAGE_SIZES.entries()) {
      try {
        return await this.#readPage(access, query, limit, signal);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (error.move.kind === 'begin-again' && query.after !== undefined) throw new CursorLost();
        if (error.move.kind !== 'smaller' || index === PAGE_SIZES.length - 1) throw error.error;
      }
    }
    return { media: [], after: undefined };
  }

  /** One media and whose it is. Rejects with AppError `not-found` when this token does not see it. */
  async readOne(
    access: GraphAccess,
    id: string,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly media: Media; readonly owner: MediaOwner } | undefined> {
    const mismatches = new Mismatches();
    const body = await this.#askFields(access, id, {}, signal).catch((error: unknown) => {
      throw error instanceof Refusal ? error.error : error;
    });
    const found = this.#noted(readMedia(body, mismatches.on));
    mismatches.report(this.#options.logger);
    return found;
  }

  /** The address of a media's picture, when it was read in the last 20 hours. */
  pictureUrl(id: string): string | undefined {
    return this.#pictures.get(id);
  }

  #noted(read: ReadMedia | undefined): ReadMedia | undefined {
    if (read?.pictureUrl !== undefined) this.#pictures.set(read.media.id, read.pictureUrl);
    return read;
  }

  /** Asks for all of a call at once, then again without what was refused. Rejects when the call as a whole failed. */
  async readInsights(
    access: GraphAccess,
    media: Pick<Media, 'id' | 'kind'>,
    call: MediaCall,
    signal: AbortSignal | undefined,
  ): Promise<MediaInsights> {
    const values = new Map<string, MediaValue>();
    const failed = new Map<string, { readonly error: AppError; readonly lasting: boolean }>();
    const groups: (readonly string[])[] = [this.#withoutRefused(access, media, call.metrics, failed)];
    let trouble: MediaInsights['trouble'];
    for (let group = groups.shift(); group !== undefined && trouble === undefined; group = groups.shift()) {
      if (group.length === 0) continue;
      try {
        for (const [name, value] of await this.#ask(access, media, { ...call, metrics: group }, signal))
          values.set(name, value);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        trouble = troubleOf(error);
        if (trouble === undefined) groups.unshift(...this.#afterRefusal(access, media, group, error, failed));
      }
    }
    return { values, failed, trouble, readAt: this.#options.clock() };
  }

  async #readPage(access: GraphAccess, query: MediaListQuery, limit: number, signal: AbortSignal | undefined) {
    const { edge, since, until, after } = query;
    const params = {
      limit: String(limit),
      ...(since === undefined ? {} : { since: String(since) }),
      ...(until === undefined ? {} : { until: String(until) }),
      ...(after === undefined ? {} : { after }),
    };
    const body = await this.#askFields(access, `${access.instagramId}/${edge}`, params, signal);
    const mismatches = new Mismatches();
    const page = readPaged(body, mismatches.on);
    const media = page.rows.flatMap((row) => this.#noted(readMedia(row, mismatches.on))?.media ?? []);
    mismatches.report(this.#options.logger);
    return { media, after: page.after };
  }

  /** Asks for the fields of media; one that this host does not have is left out from then on. */
  async #askFields(
    access: GraphAccess,
    path: string,
    params: Readonly<Record<string, string>>,
    signal: AbortSignal | undefined,
  ): Promise<unknown> {
    const { base, login } = access;
    const gone = this.#gone.get(`${base} ${login}`) ?? new Set<string>();
    const fields = MEDIA_FIELDS.filter((field) => !gone.has(field));
    const asked = { login, subject: 'media', metrics: [], fields } as const;
    const question = { path, params: { fields: fields.join(','), ...params }, asked, signed: true };
    try {
      return await this.#options.exchange.ask(access, question, signal);
    } catch (error) {
      if (!(error instanceof Refusal) || error.move.kind !== 'drop-field' || gone.has(error.move.field)) throw error;
      this.#gone.set(`${base} ${login}`, gone.add(error.move.field));
      this.#options.logger.warn({ login, field: error.move.field }, 'Instagram does not have a field of posts here');
      return this.#askFields(access, path, params, signal);
    }
  }

  async #ask(
    access: GraphAccess,
    media: Pick<Media, 'id'>,
    { metrics, breakdown }: MediaCall,
    signal: AbortSignal | undefined,
  ): Promise<readonly (readonly [string, MediaValue])[]> {
    const params = { metric: metrics.join(','), ...(breakdown === undefined ? {} : { breakdown }) };
    const asked = { login: access.login, subject: 'media-insights', metrics, fields: [] } as const;
    const question = { path: `${media.id}/insights`, params, asked, signed: true };
    const body = await this.#options.exchange.ask(access, question, signal);
    const mismatches = new Mismatches();
    const entries = readInsightsBody(body, mismatches.on);
    mismatches.report(this.#options.logger);
    return entries.flatMap(({ owner, answer }) => {
      if (!metrics.includes(answer.metric) || (owner !== undefined && owner !== media.id)) return [];
      const first = answer.series[0]?.value;
      const value = typeof first === 'number' ? first : answer.total;
      if (value === undefined) return [];
      const rows = breakdown === undefined ? undefined : answer.breakdowns[0]?.rows;
      // The documents write the keys in capitals, the answers in small letters.
      const detail = rows && Object.fromEntries(rows.map((row) => [row.keys.join('.').toLowerCase(), row.value]));
      return [[answer.metric, { value, detail }] as const];
    });
  }

  #afterRefusal(
    access: GraphAccess,
    media: Pick<Media, 'kind'>,
    group: readonly string[],
    { move, error }: Refusal,
    failed: Map<string, { readonly error: AppError; readonly lasting: boolean }>,
  ): readonly (readonly string[])[] {
    if (move.kind === 'split' && group.length > 1) {
      const half = Math.ceil(group.length / 2);
      return [group.slice(0, half), group.slice(half)];
    }
    if (move.kind !== 'drop') throw error;
    const lasting = move.reach !== 'once';
    for (const metric of move.metrics) {
      failed.set(metric, { error, lasting });
      if (!lasting) continue;
      this.#refused.set(refusalKey(access, media, metric), { error, until: this.#options.clock() + REMEMBER_MS });
      this.#options.logger.warn({ metric, kind: media.kind, login: access.login }, 'Instagram refuses a media metric');
    }
    return [group.filter((metric) => !move.metrics.includes(metric))];
  }

  #withoutRefused(
    access: GraphAccess,
    media: Pick<Media, 'kind'>,
    metrics: readonly string[],
    failed: Map<string, { readonly error: AppError; readonly lasting: boolean }>,
  ): readonly string[] {
    const now = this.#options.clock();
    return metrics.filter((metric) => {
      const known = this.#refused.get(refusalKey(access, media, metric));
      const refused = known !== undefined && known.until > now;
      if (refused) failed.set(metric, { error: known.error, lasting: true });
      return !refused;
    });
  }
}

function troubleOf({ move, error }: Refusal): MediaInsights['trouble'] {
  if (move.kind === 'skip-media') return { kind: move.because, error };
  if (error.code === 'not-found') return { kind: 'gone', error };
  // Told after all tries: this one media, while others may well answer.
  return move.kind === 'retry' && error.code === 'upstream' ? { kind: 'failing', error } : undefined;
}

function refusalKey({ base, login }: GraphAccess, { kind }: Pick<Media, 'kind'>, metric: string): string {
  return [base, login, kind, metric].join(' ');
}
