/** Requests to this process. A refusal is an Error whose message is a sentence to show. */
import type { LookName, PageLook, PageMessage, PageReply, PageState, UploadedFile } from '../wire.ts';

export interface SuggestionLine {
  readonly text: string;
  readonly summary: string;
}

const GONE = 'Reachboard does not answer. Is it still running?';

async function request<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(path, init).catch(() => undefined);
  if (response === undefined) throw new Error(GONE);
  const body = (await response.json().catch(() => undefined)) as (Answer & { readonly error?: string }) | undefined;
  if (response.ok && body !== undefined) return body;
  throw new Error(body?.error ?? GONE);
}

function post<Answer>(path: string, body: Readonly<Record<string, unknown>>): Promise<Answer> {
  const headers = { 'Content-Type': 'application/json' };
  return request(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

export function readState(): Promise<PageState> {
  return request('/api/state');
}

export async function readMessages(channel: string): Promise<readonly PageMessage[]> {
  const path = `/api/channels/${encodeURIComponent(channel)}/messages`;
  return (await request<{ readonly messages: readonly PageMessage[] }>(path)).messages;
}

/** What is sent to a platform for this message. */
export function readLook(message: string, name: LookName): Promise<PageLook> {
  return request(`/api/messages/${encodeURIComponent(message)}/looks/${name}`);
}

export async function readSuggestions(text: string): Promise<readonly SuggestionLine[]> {
  const path = `/api/suggestions?text=${encodeURIComponent(text)}`;
  return (await request<{ readonly suggestions: readonly SuggestionLine[] }>(path)).suggestions;
}

export function sendCommand(text: string, channel: string): Promise<PageReply> {
  return post('/api/commands', { text, channel });
}

/** Asks again in place of the answer that a message shows. */
export function replaceAnswer(text: string, message: string): Promise<PageReply> {
  return post('/api/commands', { text, message });
}

export function sendToken(token: string, channel: string): Promise<PageReply> {
  return post('/api/connect', { token, channel });
}

/** `platform` is empty where the files say it themselves. */
export function sendFiles(
  wish: { readonly account: string; readonly platform: string; readonly files: readonly UploadedFile[] },
  channel: string,
): Promise<PageReply> {
  const { platform, ...rest } = wish;
  return post('/api/import', { ...rest, ...(platform === '' ? {} : { platform }), channel });
}

export async function addChannel(name: string): Promise<string> {
  return (await post<{ readonly channel: string }>('/api/channels', { name })).channel;
}
