/** What travels between the page and this process. Read by both sides. */
import type { FileBlock, ReportAction, ReportLink, Stat, TableBlock } from '../../core/reports/report.ts';

/** `url` shows on light backgrounds, `darkUrl` on dark ones; `table` holds the numbers of the picture. */
export interface PagePicture {
  readonly kind: 'picture';
  readonly alt: string;
  readonly width: number;
  readonly height: number;
  readonly url: string;
  readonly darkUrl?: string;
  readonly table: TableBlock;
}

export type PageBlock =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'stats'; readonly stats: readonly Stat[] }
  | TableBlock
  | PagePicture
  | { readonly kind: 'notice'; readonly tone: 'info' | 'warning'; readonly text: string }
  | { readonly kind: 'links'; readonly links: readonly ReportLink[] }
  | FileBlock;

export interface PageReport {
  readonly title: string;
  readonly subtitle?: string;
  readonly summary: string;
  readonly footer: string;
  readonly blocks: readonly PageBlock[];
  readonly actions: readonly ReportAction[];
}

/** One file in `POST /api/import {"account", "files"}`. */
export interface UploadedFile {
  readonly name: string;
  /** Epoch ms of its last change. */
  readonly savedAt: number;
  readonly base64: string;
}

/** The answer of `POST /api/commands` and `POST /api/connect`. */
export interface PageAnswer {
  readonly status: 'answered' | 'unanswerable' | 'unknown';
  readonly audience: 'channel' | 'caller';
  readonly report: PageReport;
  /** The object for scripts, where the command has one. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** One exchange or delivered report of a channel. */
export interface PageMessage {
  readonly id: string;
  readonly channel: string;
  /** Epoch ms. */
  readonly at: number;
  /** Grows with every change of any message: of two copies the larger one is newer. */
  readonly revision: number;
  /** What was typed, without `/ig`; absent for delivered reports. */
  readonly question?: string;
  /** The message that this one answers; of delivered reports only. */
  readonly under?: string;
  /** A delivered report that says something else by now. */
  readonly edited?: boolean;
  /** An answer is on its way; an earlier one may still be shown. */
  readonly pending: boolean;
  readonly answer?: Omit<PageAnswer, 'data'>;
}

/** The answer to a command that was asked in a channel says which message it became. */
export interface PageReply extends PageAnswer {
  readonly message?: PageMessage;
}

/** The platforms whose look the page can put on. */
export type LookName = 'slack' | 'discord';

/** The answer of `GET /api/messages/:id/looks/:name`: what is sent there. `pictures`: addresses by the names in the payload. */
export interface PageLook {
  readonly look: LookName;
  readonly payload: unknown;
  readonly pictures: Readonly<Record<string, string>>;
}

/** A command to try, without `/ig`, and what it answers. */
export interface PageExample {
  readonly text: string;
  readonly summary: string;
}

export interface PageState {
  readonly demo: boolean;
  readonly channels: readonly string[];
  readonly examples: readonly PageExample[];
}

/** What `GET /api/events` sends, one JSON object per event. */
export type PageEvent =
  | { readonly kind: 'message'; readonly message: PageMessage }
  | { readonly kind: 'channels'; readonly channels: readonly string[] };

const PREFIX = /^[\s/]*(?:ig(?:\s+|$))?/iu;

/** What was typed without the `/ig` in front, however many slashes, or none. */
export function withoutPrefix(text: string): string {
  return text.replace(PREFIX, '');
}
