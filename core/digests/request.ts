import type { Account, Connection, WorkspaceId } from '../accounts.ts';
import type { Access } from '../features/feature.ts';
import type { Period } from '../insights/periods.ts';
import type { Section } from './subscription.ts';

/** What is read of one account for a digest. */
export interface GatherRequest {
  readonly account: Account;
  readonly connection: Connection | undefined;
  readonly access: Access;
  readonly period: Period;
  /** Whose goals are shown. */
  readonly workspaceId: WorkspaceId;
  /** IANA name: by its clock posts were published on a day. */
  readonly zone: string;
  /** Only what these parts need is read. */
  readonly sections: readonly Section[];
}
