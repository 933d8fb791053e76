/** What a platform hands over to be tested as a ChatAdapter. */
import type { ChatAdapter, Destination, Door } from '../../core/ports.ts';

/** A message as a reader sees it, whatever the platform stores. */
export interface PlainMessage {
  /** The platform's id; stays when the message is changed in place. */
  readonly id: string;
  /** Only the person who asked sees it. */
  readonly private: boolean;
  /** The id of the message that it stands under. */
  readonly under: string | undefined;
  /** Nobody is woken by it; undefined where nobody ever is. */
  readonly quiet: boolean | undefined;
  /**
   * Everything that can be read, with the platform's escapes undone: title, numbers, cells, notices, footer. Neither
   * button labels nor what the person typed. Notification text and picture descriptions may be in it or not.
   */
  readonly text: string;
  readonly pictures: number;
  /** Labels, in order; menus count with the labels of their choices. */
  readonly buttons: readonly string[];
  /**
   * What the platform would make of text although no report asked for it: pings, links (other than those of a `links`
   * block), formatting, characters that hide or turn the text around them. In words, for the failure. Empty is right.
   */
  readonly harms: readonly string[];
}

/** A person at the platform, the platform itself and our adapter in between. Real HTTP and sockets, local endpoints. */
export interface ChatSession {
  /** Running: `listen` has resolved. After `restart` this is the new one. */
  readonly adapter: ChatAdapter;
  /** Where `say` speaks and `deliver` may post. */
  readonly channel: Destination;
  /**
   * A person sends `/ig <text>` in the channel. Resolves as soon as the platform holds our acknowledgement (where it has
   * none, when the request is on its way); the answer may come later. May reject once the adapter has stopped.
   */
  say(text: string, who?: 'admin' | 'member'): Promise<void>;
  /** The same person presses the button, or takes the menu choice, with this label on the newest message that has it. Resolves like `say`. */
  press(label: string): Promise<void>;
  /** Presses the button, writes the token into the private form that it opens and sends the form. Resolves like `say`. */
  submitToken(label: string, token: string): Promise<void>;
  /** What the person sees in the channel now, oldest first, also after `stop`. Placeholders for an answer on its way are left out. */
  messages(): Promise<readonly PlainMessage[]>;
  /** Requests of the adapter that the platform refused, in words: too long, malformed. */
  refusals(): Promise<readonly string[]>;
  /** Everything the adapter wrote to its logger, as one text. */
  logged(): string;
  /** Stops the adapter and starts a new one with this door on the same platform. Called only where `keepsMessages`. */
  restart(door: Door): Promise<void>;
  /** Stops everything that `open` started. */
  close(): Promise<void>;
}

/** What a platform's test hands over. */
export interface ChatHarness {
  /** False where whoever reaches the platform is an admin (the page). */
  readonly members: boolean;
  /** True where messages live on the platform, so that buttons outlast this process. */
  readonly keepsMessages: boolean;
  open(door: Door): Promise<ChatSession>;
}
