import type { Account, Connection, Workspace } from '../accounts.ts';
import type { AnswerStatus, AskedPart, Caller, CommandSpec, Suggestion } from '../commands.ts';
import type { GraphAccess } from '../instagram/answers.ts';
import type { GraphClient } from '../instagram/client.ts';
import type { Pictures } from '../instagram/pictures.ts';
import type { ParsedCommand } from '../parse.ts';
import type { ChatAdapter, Clock, Logger, Store } from '../ports.ts';
import type { RenderedReport, Report } from '../reports/report.ts';
import type { TokenCalls } from '../tokens/calls.ts';
import type { OAuthSetup } from '../tokens/oauth-setup.ts';

/** What every feature may use. */
export interface Deps {
  readonly store: Store;
  readonly graph: GraphClient;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Base URL that answers for an account: the real hosts, or the local Instagram for demo accounts. */
  readonly baseFor: (origin: 'graph' | 'demo', login: 'facebook' | 'instagram') => string | undefined;
  /** Facts about this installation that `status` and `help` tell. */
  readonly about: () => About;
  /** Pictures of posts; undefined where none are shown. */
  readonly pictures?: Pick<Pictures, 'read'> | undefined;
  /** Makes and renews tokens; undefined where nothing of the kind can happen (tests). */
  readonly tokens?: TokenCalls | undefined;
  /** Login in the browser; undefined while it is not set up. */
  readonly oauth?: OAuthSetup | undefined;
  /** The chat platforms of this process; undefined where none can be posted to (the shell). */
  readonly chats?: (() => readonly ChatAdapter[]) | undefined;
}

export interface About {
  readonly apiVersion: string;
  readonly demo: boolean;
  /** IANA zone for workspaces that have set none. */
  readonly zone: string;
  /** What is set up and what is not, one sentence each. */
  readonly parts: readonly { readonly name: string; readonly state: string }[];
}

/** One question, with everything that is known about who asks. */
export interface Ask {
  readonly command: ParsedCommand;
  /** As it was typed; ids of people keep their capitals here alone. */
  readonly text: string;
  /** Admin also when named by `admins`. */
  readonly caller: Caller;
  readonly workspace: Workspace;
  /** The workspace whose accounts the caller sees: its own, or the home workspace (product contract §5). */
  readonly owner: Workspace;
  /** By username; demo accounts only while there is no other. */
  readonly accounts: readonly Account[];
  readonly connections: readonly Connection[];
  readonly menu: readonly CommandSpec[];
}

/** What a feature answers before anything is drawn. */
export interface Answer {
  readonly status: AnswerStatus;
  readonly report: Report;
  /** A report that was drawn long ago and is shown as it was, in place of `report`. */
  readonly rendered?: RenderedReport;
  readonly data?: Readonly<Record<string, unknown>>;
  /** Which word of the question is wrong. */
  readonly about?: AskedPart | undefined;
}

/** One thing people use: its command and its answer. */
export interface Feature {
  readonly spec: CommandSpec;
  /** May throw AppError; the app turns it into a report. */
  answer(deps: Deps, ask: Ask): Promise<Answer>;
  /** Completions after the command's own word. */
  complete?(deps: Deps, ask: Ask): Promise<readonly Suggestion[]>;
}

/** An account with the right to ask Instagram about it, or why there is none. */
export interface Access {
  readonly account: Account;
  readonly graph: GraphAccess | undefined;
  readonly connection: Connection | undefined;
}
