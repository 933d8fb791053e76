import type { TokenStore } from '../core/ports.ts';
import type { OpenConnections } from './connections.ts';
import type { Database } from './schema.ts';
import type { Seal } from './seal.ts';

/** The TokenStore over a database. */
export function createTokens({ db }: Database, seal: Seal, connections: OpenConnections): TokenStore {
  return {
    async claimRenewal({ workspaceId, accountId }, now, notAfter) {
      const { numUpdatedRows } = await db
        .updateTable('connection')
        .set({ renewal_tried_at: now })
        .where('workspace_id', '=', workspaceId)
        .where('account_id', '=', accountId)
        .where((row) => row.or([row('renewal_tried_at', 'is', null), row('renewal_tried_at', '<=', notAfter)]))
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    renewToken(connection, token, expiresAt, now) {
      const place = {
        workspace: connection.workspaceId,
        account: connection.accountId,
        purpose: 'access-token',
      } as const;
      return connections.change(connection, connection.token, {
        sealed_token: seal.close(token, place),
        token_expires_at: expiresAt ?? null,
        broken_because: null,
        renewed_at: now,
      });
    },
  };
}
