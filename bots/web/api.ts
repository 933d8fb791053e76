/** The routes of the page: its files, its API, its pictures. All local; see bots/http for who is let in. */
import type { Context } from 'hono';
import { AppError } from '../../core/errors.ts';
import type { Door } from '../../core/ports.ts';
import { Secret } from '../../core/secret.ts';
import { readImport } from './uploads.ts';
import { nothingHere, sentence } from '../http/replies.ts';
import { readJsonObject, sameOrigin } from '../http/requests.ts';
import type { HttpServer } from '../http/server.ts';
import { PAGE_CALLER, type Conversation, type Place } from './conversation.ts';
import { eventStream } from './events.ts';
import type { PageFiles } from './bundle.ts';
import { loadPage } from './page-files.ts';
import { withoutPrefix, type PageExample, type PageState } from './wire.ts';

export interface PageParts {
  readonly conversation: Conversation;
  /** Undefined while questions are not answered: before `listen`, after `stop`. */
  readonly door: () => Door | undefined;
  readonly demo: () => boolean | Promise<boolean>;
}

const MOST_TEXT = 2_000;
const MOST_TOKEN = 4_096;
const MOST_EXAMPLES = 6;
const PICTURE = /^([0-9a-f]{40})\.png$/u;
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

function readText(value: unknown): string {
  if (typeof value !== 'string') throw new AppError('bad-request', 'Send {"text": "reach week"}.');
  if (value.length > MOST_TEXT) {
    throw new AppError('bad-request', 'A command has at most 2,000 characters.');
  }
  return withoutPrefix(value).trim();
}

function readToken(value: unknown): Secret {
  const token = typeof value === 'string' ? value.trim() : '';
  if (token === '') throw new AppError('bad-request', 'Send {"token": "…"}.');
  if (token.length > MOST_TOKEN || !/^[\x21-\x7e]+$/u.test(token)) {
    throw new AppError('bad-request', 'That is no access token: a token is one word of letters, digits and signs.');
  }
  return new Secret(token);
}

function readPlace(body: Readonly<Record<string, unknown>>): Place {
  const { channel, message } = body;
  for (const value of [channel, message]) {
    if (value !== undefined && typeof value !== 'string') {
      throw new AppError('bad-request', '"channel" and "message" are text.');
    }
  }
  return {
    ...(typeof channel === 'string' ? { channel } : {}),
    ...(typeof message === 'string' ? { message } : {}),
  };
}

/** Commands of the menu that anybody may try, one of each kind first, with the words of their completion and without `@account`. */
async function readExamples(door: Door | undefined): Promise<readonly PageExample[]> {
  if (door === undefined) return [];
  const specs = door.menu.filter(({ admin }) => !admin);
  const all = [0, 1].flatMap((turn) =>
    specs.flatMap(({ examples, summary }) => {
      const text = examples[turn]?.replaceAll(' @account', '').replace('#channel', '#general');
      return text === undefined ? [] : [{ text, summary }];
    }),
  );
  const usable = all.filter(({ text }, i) => !text.includes('@') && all.findIndex((one) => one.text === text) === i);
  return Promise.all(
    usable.slice(0, MOST_EXAMPLES).map(async ({ text, summary }) => {
      const word = text.split(' ')[0] ?? '';
      const completions = await door.complete({ text: word, caller: PAGE_CALLER });
      return { text, summary: completions.find((one) => one.text === word)?.summary ?? summary };
    }),
  );
}

function files(http: HttpServer): void {
  let page: Promise<PageFiles> | undefined;
  const send = (name: keyof PageFiles, type: string) => async (c: Context) =>
    c.body((await (page ??= loadPage()))[name], 200, {
      'Content-Type': `${type}; charset=utf-8`,
      'Content-Security-Policy': POLICY,
      'Cache-Control': 'no-cache',
    });
  http.local.get('/', send('html', 'text/html'));
  http.local.get('/page.js', send('js', 'text/javascript'));
  http.local.get('/page.css', send('css', 'text/css'));
}

function questions(http: HttpServer, { conversation, door }: PageParts): void {
  const notYet = (c: Context): Response => sentence(c, 503, 'Reachboard is not answering right now; try again soon.');
  http.local.post('/api/commands', async (c) => {
    const body = await readJsonObject(c);
    const [text, place] = [readText(body['text']), readPlace(body)];
    const opened = door();
    return opened === undefined ? notYet(c) : c.json(await conversation.ask(opened, text, place));
  });
  http.local.post('/api/connect', async (c) => {
    const body = await readJsonObject(c);
    const [token, place] = [readToken(body['token']), readPlace(body)];
    const opened = door();
    return opened === undefined ? notYet(c) : c.json(await conversation.connect(opened, token, place));
  });
  http.local.post('/api/import', async (c) => {
    const body = await readJsonObject(c);
    const [wish, place] = [readImport(body), readPlace(body)];
    const opened = door();
    return opened === undefined ? notYet(c) : c.json(await conversation.importFiles(opened, wish, place));
  });
  http.local.get('/api/suggestions', async (c) => {
    const text = (c.req.query('text') ?? '').slice(0, MOST_TEXT);
    const opened = door();
    return opened === undefined
      ? notYet(c)
      : c.json({ suggestions: await opened.complete({ text: withoutPrefix(text), caller: PAGE_CALLER }) });
  });
  for (const path of ['/api/commands', '/api/connect', '/api/import']) {
    http.local.all(path, (c) => sentence(c, 405, 'Send a POST request with JSON.'));
  }
}

function history(http: HttpServer, { conversation, door, demo }: PageParts): void {
  const { channels, pictures } = conversation;
  http.local.get('/api/state', async (c) => {
    const [made, examples] = await Promise.all([demo(), readExamples(door())]);
    const state: PageState = { demo: made, channels: channels.names(), examples };
    return c.json(state);
  });
  http.local.get('/api/channels', (c) => c.json({ channels: channels.names() }));
  http.local.post('/api/channels', async (c) => {
    const { name } = await readJsonObject(c);
    if (typeof name !== 'string') throw new AppError('bad-request', 'Send {"name": "team"}.');
    return c.json({ channel: channels.add(name) });
  });
  http.local.get('/api/channels/:name/messages', (c) => c.json({ messages: channels.messages(c.req.param('name')) }));
  http.local.get('/api/messages/:id/looks/:name', (c) => {
    const name = c.req.param('name');
    if (name !== 'slack' && name !== 'discord') return nothingHere(c);
    const look = conversation.look(c.req.param('id'), name);
    return look === undefined ? sentence(c, 404, 'That answer is not kept any more; ask again.') : c.json(look);
  });
  http.local.get('/api/events', (c) =>
    c.body(
      eventStream((hear) => channels.subscribe(hear), http.stopping),
      200,
      { 'Content-Type': 'text/event-stream' },
    ),
  );
  http.local.get('/pictures/:file', (c) => {
    const png = pictures.find(PICTURE.exec(c.req.param('file'))?.[1] ?? '');
    if (png === undefined) return nothingHere(c);
    return c.body(new Uint8Array(png), 200, {
      'Content-Type': 'image/png',
      'Cache-Control': 'private, max-age=31536000, immutable',
    });
  });
}

/** Registers every route of the page. */
export function registerPage(http: HttpServer, parts: PageParts): void {
  http.local.use('/api/*', sameOrigin);
  files(http);
  history(http, parts);
  questions(http, parts);
}
