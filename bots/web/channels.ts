/** Channels of the page and what was said in them, in memory for as long as the process lives. Bounded. */
import { randomBytes } from 'node:crypto';
import { AppError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';
import type { PageEvent, PageMessage } from './wire.ts';

export interface Channels {
  names(): readonly string[];
  /** Finds or makes a channel and returns its name. Throws AppError `bad-request` for a name that cannot be one. */
  add(name: string): string;
  /** Oldest first. Throws AppError `not-found` for an unknown channel. */
  messages(channel: string): readonly PageMessage[];
  find(id: string): PageMessage | undefined;
  /** `under`: the message that it answers. */
  post(channel: string, content: MessageContent, under?: string): PageMessage;
  /** Changes a message; one that has left the history stays gone. */
  change(id: string, content: MessageContent): PageMessage | undefined;
  /** Hears every change from now on; returns how to stop hearing. */
  subscribe(hear: (event: PageEvent) => void): () => void;
}

type MessageContent = Pick<PageMessage, 'pending' | 'question' | 'answer' | 'edited'>;

const DEFAULTS = ['general', 'reports', 'alerts'] as const;
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}\p{M}_-]{0,29}$/u;
const MOST_CHANNELS = 50;
const MOST_MESSAGES = 200;

function validName(name: string): string {
  const tidy = name.normalize('NFC').trim().replace(/^#/u, '').toLowerCase();
  if (!NAME.test(tidy)) {
    throw new AppError('bad-request', 'A channel name has 1 to 30 letters, digits, dashes or underscores.');
  }
  return tidy;
}

/** Makes the default channels, empty. */
export function createChannels(clock: Clock): Channels {
  const histories = new Map<string, PageMessage[]>(DEFAULTS.map((name) => [name, []]));
  const hearers = new Set<(event: PageEvent) => void>();
  const run = randomBytes(4).toString('hex');
  let revision = 0;

  function tell(event: PageEvent): void {
    for (const hear of hearers) hear(event);
  }

  function history(channel: string): PageMessage[] {
    const messages = histories.get(channel);
    if (messages === undefined) throw new AppError('not-found', `There is no channel #${channel.slice(0, 40)}.`);
    return messages;
  }

  function find(id: string): PageMessage | undefined {
    for (const messages of histories.values()) {
      const found = messages.find((message) => message.id === id);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  return {
    names: () => [...histories.keys()],
    find,
    messages: (channel) => [...history(channel)],

    add(name) {
      const valid = validName(name);
      if (histories.has(valid)) return valid;
      if (histories.size >= MOST_CHANNELS) {
        throw new AppError('bad-request', `The page has ${MOST_CHANNELS} channels already; no more fit.`);
      }
      histories.set(valid, []);
      tell({ kind: 'channels', channels: [...histories.keys()] });
      return valid;
    },

    post(channel, content, under) {
      const messages = history(channel);
      revision += 1;
      const place = { id: `${run}-${revision}`, channel, at: clock(), ...(under === undefined ? {} : { under }) };
      const message: PageMessage = { ...place, revision, ...content };
      messages.push(message);
      if (messages.length > MOST_MESSAGES) messages.shift();
      tell({ kind: 'message', message });
      return message;
    },

    change(id, content) {
      const old = find(id);
      if (old === undefined) return undefined;
      revision += 1;
      const { channel, at, under } = old;
      const place = { id, channel, at, ...(under === undefined ? {} : { under }) };
      const message: PageMessage = { ...place, revision, ...content };
      const messages = history(channel);
      messages[messages.indexOf(old)] = message;
      tell({ kind: 'message', message });
      return message;
    },

    subscribe(hear) {
      hearers.add(hear);
      return () => {
        hearers.delete(hear);
      };
    },
  };
}
