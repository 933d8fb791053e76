/** The few pages that people see on the way through a login: one heading, some sentences, at most one link or one form. */
import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

const STYLE =
  ':root{color-scheme:light dark}' +
  'body{font:18px/1.5 system-ui,sans-serif;max-width:36rem;margin:12vh auto 3rem;padding:0 1.5rem;color:#1d1c1d;background:#fff;overflow-wrap:anywhere}' +
  'h1{font-size:1.7rem;line-height:1.25;margin:0 0 1rem}p{margin:0 0 1rem}' +
  'a,button{display:inline-block;margin-top:1rem;padding:.7rem 1.2rem;border:0;border-radius:.5rem;background:#1f5fbf;color:#fff;font:inherit;text-decoration:none;cursor:pointer}' +
  'a:focus-visible,button:focus-visible,input:focus-visible{outline:3px solid #7aa7e8;outline-offset:2px}' +
  'table{border-collapse:collapse;width:100%}th,td{padding:.55rem .5rem;border-bottom:1px solid #d9dce1;text-align:left}' +
  'th{font-size:.85rem;font-weight:600}td:last-child,th:last-child{text-align:center;width:5rem}' +
  'label{display:flex;gap:.7rem;align-items:center}input{width:1.15rem;height:1.15rem;flex:none;accent-color:#1f5fbf}' +
  '@media(prefers-color-scheme:dark){body{color:#e8e8e8;background:#16181c}th,td{border-color:#3a3f47}input{accent-color:#7aa7e8}}';

function policy(form: string): string {
  return [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    "base-uri 'none'",
    `form-action ${form}`,
    "frame-ancestors 'none'",
  ].join('; ');
}

const POLICY = policy("'none'");
const FORM_POLICY = policy("'self'");

/** Accounts to be ticked, one of them the default; sends `keep` (several), `first` and `ticket`. */
interface Picker {
  readonly action: string;
  readonly ticket: string;
  readonly accounts: readonly { readonly id: number; readonly username: string }[];
}

export interface PageWords {
  readonly title: string;
  readonly lines: readonly string[];
  readonly link?: { readonly label: string; readonly url: string };
  readonly picker?: Picker;
}

/** Text as HTML text; nothing in it can become markup. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (sign) => `&#${sign.charCodeAt(0)};`);
}

function formOf({ action, ticket, accounts }: Picker): string {
  const rows = accounts.map(({ id, username }) => {
    const name = escapeHtml(`@${username}`);
    return (
      `<tr><td><label><input type="checkbox" name="keep" value="${id}" checked>${name}</label></td>` +
      `<td><input type="radio" name="first" value="${id}" aria-label="${name} is the default"></td></tr>`
    );
  });
  return (
    `<form method="post" action="${escapeHtml(action)}"><input type="hidden" name="ticket" value="${escapeHtml(ticket)}">` +
    `<table><tr><th>Connect</th><th>Default</th></tr>${rows.join('')}</table><button>Save</button></form>`
  );
}

/** A page of our own, kept by nobody. */
export function page(c: Context, status: ContentfulStatusCode, { title, lines, link, picker }: PageWords): Response {
  const paragraphs = lines.map((line) => `<p>${escapeHtml(line)}</p>`).join('');
  const anchor =
    link === undefined ? '' : `<a href="${escapeHtml(link.url)}" rel="noreferrer">${escapeHtml(link.label)}</a>`;
  const form = picker === undefined ? '' : formOf(picker);
  c.header('Content-Security-Policy', picker === undefined ? POLICY : FORM_POLICY);
  return c.html(
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)} – Reachboard</title><style>${STYLE}</style><h1>${escapeHtml(title)}</h1>${paragraphs}${form}${anchor}</html>`,
    status,
  );
}
