import type { ImportPlatform } from './titles.ts';

export interface FileToImport {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Epoch ms at which the file was written, where that is known: numbers of posts are of that time. */
  readonly savedAt?: number | undefined;
}

/** Files that somebody wants in the history of an account. */
export interface ImportWish {
  /** Without the `@`, lower case. */
  readonly username: string;
  readonly platform: ImportPlatform | undefined;
  readonly files: readonly FileToImport[];
}
