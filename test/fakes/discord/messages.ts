/** The channel as Discord keeps it. */
import type { APIEmbed } from 'discord.js';
import type { SentBody, SentButton } from './rules.ts';

export interface FakeMessage {
  readonly id: string;
  readonly channelId: string;
  /** Who alone sees it; undefined: everybody. */
  readonly onlyFor: string | undefined;
  /** “is thinking…”. */
  readonly pending: boolean;
  readonly content: string;
  readonly embeds: readonly APIEmbed[];
  readonly rows: readonly (readonly SentButton[])[];
  /** SUPPRESS_NOTIFICATIONS and its like. */
  readonly flags: number;
  /** The message that it replies to. */
  readonly answers: string | undefined;
  readonly files: readonly { readonly name: string; readonly description: string | undefined; readonly size: number }[];
}

export interface SentFile {
  readonly name: string;
  readonly size: number;
}

export interface FakeChannel {
  all(): readonly FakeMessage[];
  find(id: string): FakeMessage | undefined;
  add(
    message: Pick<FakeMessage, 'channelId' | 'onlyFor' | 'pending'>,
    body: SentBody,
    files: readonly SentFile[],
  ): FakeMessage;
  /** Fields left out stay; files that `attachments` does not name go. */
  change(id: string, body: SentBody, files: readonly SentFile[]): FakeMessage | undefined;
  remove(id: string): void;
}

const DISCORD_EPOCH = 1_420_070_400_000n;

/** Ids as Discord makes them: the time in them, each larger than the one before. */
export function createIds(now: () => number = Date.now): () => string {
  let last = 0n;
  return () => {
    const fresh = (BigInt(Math.floor(now())) - DISCORD_EPOCH) << 22n;
    last = fresh > last ? fresh : last + 1n;
    return String(last);
  };
}

function contentOf(
  body: SentBody,
  files: readonly SentFile[],
): Pick<FakeMessage, 'content' | 'embeds' | 'rows' | 'files'> {
  const described = new Map((body.attachments ?? []).map((one) => [Number(one.id), one.description]));
  return {
    content: body.content ?? '',
    embeds: body.embeds ?? [],
    rows: (body.components ?? []).map(({ components = [] }) => components),
    files: files.map(({ name, size }, i) => ({ name, size, description: described.get(i) })),
  };
}

export function createChannel(now: () => number = Date.now): FakeChannel {
  const messages = new Map<string, FakeMessage>();
  const nextId = createIds(now);
  return {
    all: () => [...messages.values()],
    find: (id) => messages.get(id),
    add(place, body, files) {
      const { flags, message_reference: reference } = body;
      const answers = messages.has(reference?.message_id ?? '') ? reference?.message_id : undefined;
      const message = { id: nextId(), ...place, ...contentOf(body, files), flags: flags ?? 0, answers };
      messages.set(message.id, message);
      return message;
    },
    change(id, body, files) {
      const known = messages.get(id);
      if (known === undefined) return undefined;
      const next = contentOf(body, files);
      const message: FakeMessage = {
        ...known,
        pending: false,
        content: body.content === undefined ? known.content : next.content,
        embeds: body.embeds === undefined ? known.embeds : next.embeds,
        rows: body.components === undefined ? known.rows : next.rows,
        files: body.attachments === undefined ? [...known.files, ...next.files] : next.files,
      };
      messages.set(id, message);
      return message;
    },
    remove(id) {
      messages.delete(id);
    },
  };
}
