/** Live changes as server-sent events. */
import type { PageEvent } from './wire.ts';

const BEAT = 15_000;
/** Chunks a reader may lag behind before it is dropped; it reconnects and reads everything again. */
const MOST_WAITING = 256;

/** A reply without an end: one event per change, a comment now and then, over when `ending` aborts or the reader leaves. */
export function eventStream(
  subscribe: (hear: (event: PageEvent) => void) => () => void,
  ending: AbortSignal,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let leave = (): void => undefined;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const send = (text: string): void => {
          controller.enqueue(encoder.encode(text));
          if ((controller.desiredSize ?? 0) <= 0) end();
        };
        const unsubscribe = subscribe((event) => {
          send(`data: ${JSON.stringify(event)}\n\n`);
        });
        const beat = setInterval(() => {
          send(': still here\n\n');
        }, BEAT);
        leave = () => {
          clearInterval(beat);
          unsubscribe();
          ending.removeEventListener('abort', end);
        };
        function end(): void {
          leave();
          controller.close();
        }
        send('retry: 2000\n: welcome\n\n');
        if (ending.aborted) end();
        else ending.addEventListener('abort', end);
      },
      cancel() {
        leave();
      },
    },
    { highWaterMark: MOST_WAITING },
  );
}
