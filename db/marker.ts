/** `.installed` beside the SQLite file: which databases were made here, so that a vanished one is never replaced silently. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { hasCode, writePrivate } from './disk.ts';

const MARKER = z.record(z.string(), z.object({ installId: z.string(), installedAt: z.string() }));

function markerOf(file: string): string {
  return path.join(path.dirname(file), '.installed');
}

async function readMarker(file: string): Promise<z.infer<typeof MARKER>> {
  let text: string;
  try {
    text = await readFile(markerOf(file), 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return {};
    throw error;
  }
  return MARKER.parse(JSON.parse(text));
}

/** Whether this database existed before. A marker that cannot be read counts as yes. */
export async function wasInstalled(file: string): Promise<boolean> {
  try {
    return Object.hasOwn(await readMarker(file), path.basename(file));
  } catch {
    return true;
  }
}

/** Remembers that this database exists. */
export async function markInstalled(file: string, now: number): Promise<void> {
  if (await wasInstalled(file)) return;
  const marker = { installId: randomUUID(), installedAt: new Date(now).toISOString() };
  const all = { ...(await readMarker(file)), [path.basename(file)]: marker };
  await writePrivate(markerOf(file), `${JSON.stringify(all, null, 2)}\n`, { replace: true });
}
