/**
 * Everything core asks of the world, on one page. A door exists only where two implementations exist or will:
 * chat, chart, store. Instagram itself is a plain class over a `fetch` (instagram/client.ts).
 */
import type { Platform } from './accounts.ts';
import type { Caller, CommandCall, CommandSpec, RenderedAnswer, Suggestion } from './commands.ts';
import type { Chart, RenderedReport, Theme } from './reports/report.ts';
import type { ImportWish } from './imports/import-wish.ts';
import type { Secret } from './secret.ts';
import type { RemoteWorkspace } from './stores.ts';

export type * from './stores.ts';

/** Draws charts. Rejects when it cannot (too large, 5 s passed, a fault): the caller shows the table instead. */
export interface ChartRenderer {
  render(
    chart: Chart,
    theme: Theme,
  ): Promise<{ readonly png: Uint8Array; readonly width: number; readonly height: number }>;
}

/** A platform's limits as numbers; `fitReport` cuts to them. Infinity where there is none. Counted in code points. */
export interface ChatLimits {
  readonly title: number;
  readonly text: number;
  readonly alt: number;
  readonly tableRows: number;
  readonly tableColumns: number;
  readonly cell: number;
  readonly stats: number;
  readonly pictures: number;
  readonly actions: number;
  readonly actionLabel: number;
  readonly blocks: number;
  /** All text of one message together. */
  readonly total: number;
}

/** A channel, or a whole workspace, that takes messages again. */
export interface Opened extends RemoteWorkspace {
  readonly channelId?: string;
  /** Whether a channel of it does, where the platform tells; left out, each does. */
  readonly takes?: (channelId: string) => boolean;
}

/** What platforms tell by themselves about where we post. Rejects only when the store fails. */
export interface Places {
  /** Digests that we stopped there go on, and all that waits when the workspace was lost; what people paused does not. */
  opened(place: Opened): Promise<void>;
  /** We are in these workspaces: those that were lost go on. */
  seen(platform: Platform, remoteIds: readonly string[]): Promise<void>;
  /** A workspace shut us out; `because`: sentence and fix. Nothing more is called for it until it is open again. */
  lost(workspace: RemoteWorkspace, because: string): Promise<void>;
}

/** What core offers an adapter. */
export interface Door {
  readonly menu: readonly CommandSpec[];
  /** Never rejects; failures come back as reports. The report is whole: the adapter fits it to its own limits. */
  answer(call: CommandCall, themes: readonly Theme[]): Promise<RenderedAnswer>;
  /** What the private connect form sends: checks the token with Instagram and connects all it reaches. Never rejects. */
  connect(caller: Caller, token: Secret, themes: readonly Theme[]): Promise<RenderedAnswer>;
  /** What the page's form of files sends, in the words of `npm run import`. Never rejects. */
  importFiles(caller: Caller, wish: ImportWish, themes: readonly Theme[]): Promise<RenderedAnswer>;
  /** Completions for what is typed so far, at most 25, from memory and store only. Never rejects. */
  complete(call: CommandCall): Promise<readonly Suggestion[]>;
  readonly places: Places;
}

/** A channel a report is delivered to. */
export interface Destination {
  readonly platform: Platform;
  readonly workspaceRemoteId: string;
  readonly channelId: string;
}

/** How a message is posted. */
export interface Manner {
  /**
   * The message of ours that it answers, and a name for what is under that message. Where a platform or a channel has no
   * threads, or that message is gone, the answer stands in the channel.
   */
  readonly under?: { readonly messageId: string; readonly title: string };
  /** Wakes nobody, where the platform can. An answer that is not quiet is shown in the channel too, where it can. */
  readonly quiet?: boolean;
  /** Aborted when the process is to end: what is on its way waits for nothing that may follow. */
  readonly ending?: AbortSignal;
}

/** A message that was or may have been delivered. */
export interface Delivered extends Pick<Manner, 'under'> {
  readonly report: RenderedReport;
  readonly key: string;
}

/** A message that stands there: the adapter's own word for it; `unfinished` without its pictures. */
export interface Placed {
  readonly messageId: string;
  readonly unfinished?: boolean;
}

/** Our side of one platform. */
export interface ChatAdapter {
  readonly platform: Platform;
  readonly limits: ChatLimits;
  /** Resolves once commands are heard; acknowledges in the platform's time. */
  listen(door: Door): Promise<void>;
  /** The themes in which it shows pictures. */
  readonly themes: readonly Theme[];
  /** A message may stand there before its pictures: one that is found again may be without them. */
  readonly picturesFollow: boolean;
  /**
   * Posts a report without being asked. `key` makes it once: the same key again is the same message. The id is the
   * adapter's own word for the message, for the other calls here. What is `unfinished` stands there without its pictures,
   * which did not get ready in time; `edit` with the same report brings them.
   */
  deliver(to: Destination, report: RenderedReport, key: string, manner?: Manner): Promise<Placed>;
  /**
   * The messages that stand there of a report delivered with this key, oldest first; `unknown` where the platform does not
   * let us look. Times in epoch ms, over when it was posted. Rejects like `deliver`.
   */
  readBack(
    to: Destination,
    delivered: Delivered,
    between: { readonly from: number; readonly to: number },
  ): Promise<readonly string[] | 'unknown'>;
  /**
   * Puts a report in place of what a message of ours says, pictures and all; nobody is pinged. One that is gone is fine.
   * Rejects like `deliver`, with `not-allowed` when the message can be changed no more.
   */
  edit(to: Destination, messageId: string, report: RenderedReport): Promise<void>;
  /** Takes a message of ours away again. One that is gone already is fine. */
  remove(to: Destination, messageId: string): Promise<void>;
  /** The channel between us and one person; undefined where the platform has none. Rejects like `deliver`. */
  directChannel(workspaceRemoteId: string, userId: string): Promise<string | undefined>;
  /** Resolves when the workspace lets us in, asked without a trace. Rejects like `deliver`. */
  reach(workspaceRemoteId: string): Promise<void>;
  /** Finishes what was acknowledged, then hears nothing more. */
  stop(): Promise<void>;
}
/** `(fields, fixed sentence)`, so that logs group. Fields are ids, counts and durations; never foreign text or secrets. */
export interface Logger {
  debug(fields: Readonly<Record<string, unknown>>, sentence: string): void;
  info(fields: Readonly<Record<string, unknown>>, sentence: string): void;
  warn(fields: Readonly<Record<string, unknown>>, sentence: string): void;
  error(fields: Readonly<Record<string, unknown>>, sentence: string): void;
}

/** The time now in epoch ms; tests turn it by hand. */
export type Clock = () => number;
