/** The few pages that people see on the way through a login: one heading, some sentences, at most one link. */
import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

const STYLE =
  'body{font:18px/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1.5rem;color:#1d1c1d;background:#fff}' +
  'a{display:inline-block;margin-top:1rem;padding:.7rem 1.2rem;border-radius:.5rem;background:#1f5fbf;color:#fff;text-decoration:none}' +
  '@media(prefers-color-scheme:dark){body{color:#e8e8e8;background:#16181c}}';
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export interface PageWords {
  readonly title: string;
  readonly lines: readonly string[];
  readonly link?: { readonly label: string; readonly url: string };
}

/** Text as HTML text; nothing in it can become markup. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** A page of our own, kept by nobody. */
export function page(c: Context, status: ContentfulStatusCode, { title, lines, link }: PageWords): Response {
  const paragraphs = lines.map((line) => `<p>${escapeHtml(line)}</p>`).join('');
  const anchor =
    link === undefined ? '' : `<a href="${escapeHtml(link.url)}" rel="noreferrer">${escapeHtml(link.label)}</a>`;
  c.header('Content-Security-Policy', POLICY);
  return c.html(
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)} – Reachboard</title><style>${STYLE}</style><h1>${escapeHtml(title)}</h1>${paragraphs}${anchor}</html>`,
    status,
  );
}
