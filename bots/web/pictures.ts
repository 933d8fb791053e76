/** Drawn pictures by their content, in memory, the least used leave first. The page shows the table when one has left. */
import type { RenderedReport } from '../../core/reports/report.ts';
import { pictureId } from './message.ts';

export interface Pictures {
  /** Keeps every picture of a report, in every theme. */
  keep(report: RenderedReport): void;
  find(id: string): Uint8Array | undefined;
}

const BYTES = 64 * 1024 * 1024;

/** `room` is the memory for all pictures together, in bytes. */
export function createPictures(room = BYTES): Pictures {
  const kept = new Map<string, Uint8Array>();
  let used = 0;

  function forget(id: string): void {
    used -= kept.get(id)?.byteLength ?? 0;
    kept.delete(id);
  }

  function put(id: string, png: Uint8Array): void {
    forget(id);
    kept.set(id, png);
    used += png.byteLength;
    for (const oldest of kept.keys()) {
      if (used <= room) break;
      forget(oldest);
    }
  }

  return {
    keep(report) {
      for (const block of report.blocks) {
        if (block.kind !== 'picture') continue;
        for (const png of [block.picture.png.light, block.picture.png.dark]) {
          if (png !== undefined) put(pictureId(png), png);
        }
      }
    },
    find(id) {
      const png = kept.get(id);
      if (png !== undefined) put(id, png);
      return png;
    },
  };
}
