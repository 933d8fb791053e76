import type { Logger, Store } from '../core/ports.ts';
import { createAccounts } from './accounts.ts';
import { createAlerts } from './alerts.ts';
import { createCollections } from './collections.ts';
import { createComments } from './commented.ts';
import { createConnections } from './connections.ts';
import { createCorrections } from './corrections.ts';
import { createDeliveries } from './deliveries.ts';
import { createDigests } from './digests.ts';
import { createImports } from './imports.ts';
import { createInsights } from './insights.ts';
import { createInstallations } from './installations.ts';
import { createLosses } from './losses.ts';
import { createLogins } from './logins.ts';
import { createMedia } from './media.ts';
import { createPauses } from './pauses.ts';
import { createSchedules } from './schedules.ts';
import type { Database } from './schema.ts';
import type { Seal } from './seal.ts';
import { createSettings } from './settings.ts';
import { createTokens } from './tokens.ts';
import { createVitals } from './vitals.ts';

/** The whole Store over an open database; `close` is the opener's. */
export function createStore(database: Database, seal: Seal, logger: Logger, close: () => Promise<void>): Store {
  const connections = createConnections(database, seal, logger);
  return {
    ...createAccounts(database, seal, connections),
    ...createInsights(database),
    ...createMedia(database),
    ...createComments(database),
    ...createImports(database),
    ...createPauses(database),
    ...createSettings(database),
    ...createInstallations(database, seal, logger),
    ...createTokens(database, seal, connections),
    ...createLogins(database),
    ...createCollections(database),
    ...createSchedules(database),
    ...createDigests(database),
    ...createCorrections(database),
    ...createDeliveries(database),
    ...createLosses(database),
    ...createVitals(database),
    ...createAlerts(database),
    close,
  };
}
