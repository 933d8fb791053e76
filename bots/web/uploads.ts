/** Files that the page's form sends, as JSON: the same walls stand around it as around everything else of the API. */
import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import { readUsername } from '../../core/imports/import-files.ts';
import type { ImportWish } from '../../core/imports/import-wish.ts';

const MOST_FILES = 20;
const MOST_NAME = 255;
const HINT = 'Type the name of an Instagram account.';

const upload = z.object({
  account: z.string().max(MOST_NAME),
  platform: z.enum(['instagram', 'facebook']).optional(),
  files: z
    .array(z.object({ name: z.string().min(1).max(MOST_NAME), savedAt: z.number().optional(), base64: z.base64() }))
    .min(1)
    .max(MOST_FILES),
});

/** What is to be imported. Throws AppError `bad-request` for another shape and for more than 20 files. */
export function readImport(body: Readonly<Record<string, unknown>>): ImportWish {
  const read = upload.safeParse(body);
  if (!read.success) {
    throw new AppError('bad-request', 'Send {"account", "files": [{"name", "base64"}]} with 1 to 20 files.');
  }
  const { account, platform, files } = read.data;
  return {
    username: readUsername(account, HINT),
    platform,
    files: files.map(({ name, savedAt, base64 }) => ({ name, savedAt, bytes: Buffer.from(base64, 'base64') })),
  };
}
