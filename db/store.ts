import type { Logger, Store } from '../core/ports.ts';
import { createAccounts } from './accounts.ts';
import { createInsights } from './insights.ts';
import { createPauses } from './pauses.ts';
import type { Database } from './schema.ts';
import type { Seal } from './seal.ts';
import { createSettings } from './settings.ts';

/** The whole Store over an open database; `close` is the opener's. */
export function createStore(database: Database, seal: Seal, logger: Logger, close: () => Promise<void>): Store {
  return {
    ...createAccounts(database, seal, logger),
    ...createInsights(database),
    ...createPauses(database),
    ...createSettings(database),
    close,
  };
}
