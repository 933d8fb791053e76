/** The page as `main.ts` puts it together, on a free port, and a plain client of its API. */
import type { ChatAdapter, Door, Logger } from '../../core/ports.ts';
import { inspect } from 'node:util';
import { createHttpServer, type HttpOptions, type HttpServer } from '../../bots/http/server.ts';
import { createWebAdapter } from '../../bots/web/adapter.ts';
import type { PageMessage } from '../../bots/web/wire.ts';

interface Reply<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface RunningPage {
  readonly adapter: ChatAdapter;
  readonly http: HttpServer;
  readonly url: string;
  /** Everything that was logged, as one text. */
  logged(): string;
  get<Body>(path: string, headers?: Readonly<Record<string, string>>): Promise<Reply<Body>>;
  post<Body>(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply<Body>>;
  messages(channel?: string): Promise<readonly PageMessage[]>;
  stop(): Promise<void>;
}

export interface PageOptions extends Partial<HttpOptions> {
  readonly demo?: boolean;
}

/** A logger that keeps every line with all fields written out, errors with their causes. */
export function createMemoryLogger(): { readonly logger: Logger; readonly text: () => string } {
  const lines: string[] = [];
  const keep =
    (level: string) =>
    (fields: Readonly<Record<string, unknown>>, sentence: string): void => {
      lines.push(`${level} ${sentence} ${inspect(fields, { depth: 10, showHidden: true })}`);
    };
  const logger = { debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') };
  return { logger, text: () => lines.join('\n') };
}

async function read<Body>(response: Response): Promise<Reply<Body>> {
  const text = await response.text();
  const json = response.headers.get('content-type')?.startsWith('application/json') === true;
  return { status: response.status, headers: response.headers, body: (json ? JSON.parse(text) : text) as Body };
}

/** Starts server and page; without a door the page does not answer yet. */
export async function startPage(door?: Door, options: PageOptions = {}): Promise<RunningPage> {
  const { logger, text } = createMemoryLogger();
  const clock = Date.now;
  const http = createHttpServer({ host: '127.0.0.1', port: 0, logger, clock, ...options });
  const adapter = createWebAdapter({ http, logger, clock, demo: () => options.demo ?? false });
  const { url } = await http.listen();
  if (door !== undefined) await adapter.listen(door);
  const page: RunningPage = {
    adapter,
    http,
    url,
    logged: text,
    get: async (path, headers = {}) => read(await fetch(url + path, { headers })),
    post: async (path, body, headers = {}) =>
      read(
        await fetch(url + path, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', ...headers },
          body: JSON.stringify(body),
        }),
      ),
    async messages(channel = 'general') {
      const path = `/api/channels/${encodeURIComponent(channel)}/messages`;
      return (await page.get<{ readonly messages: readonly PageMessage[] }>(path)).body.messages;
    },
    async stop() {
      await adapter.stop();
      await http.stop();
    },
  };
  return page;
}
