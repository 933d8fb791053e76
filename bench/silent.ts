import type { Logger } from '../core/ports.ts';

function nothing(): void {
  // Logging is not what is measured.
}

export const SILENT: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
