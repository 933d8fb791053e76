/** `npm run backup`: a verified copy of the SQLite file, also while the bot runs. */
import type { Config } from '../config.ts';
import { backupDatabase } from '../db/backup.ts';

/** Writes the copy and says where it is. Throws AppError when there is nothing to copy or no room for it. */
export async function backUp(config: Config): Promise<string> {
  const { file, bytes, rows } = await backupDatabase({ url: config.DATABASE_URL, clock: Date.now });
  return `Backup written and checked: ${file} (${rows} rows, ${(bytes / 1_048_576).toFixed(1)} MB).`;
}
