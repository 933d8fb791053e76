/** Live changes. A hidden tab lets go of its connection (browsers allow only six to one address) and catches up later. */
import type { PageEvent } from '../wire.ts';

/** `opened` is called after every (re)connection: what happened before it has to be read again. */
export function startLive(opened: () => void, hear: (event: PageEvent) => void): void {
  let source: EventSource | undefined;

  function connect(): void {
    if (source !== undefined) return;
    source = new EventSource('/api/events');
    source.addEventListener('open', opened);
    source.addEventListener('message', (event: MessageEvent<string>) => {
      hear(JSON.parse(event.data) as PageEvent);
    });
    source.addEventListener('error', () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      source = undefined;
      setTimeout(connect, 3_000);
    });
  }

  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') {
      connect();
    } else {
      source?.close();
      source = undefined;
    }
  });
  connect();
}
