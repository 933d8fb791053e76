/** Foreign text on its way to Slack, and typed text on its way from it. */
import { cut } from '../../core/reports/fit.ts';
import { NOTIFICATION } from './limits.ts';

/**
 * Characters that reorder, hide or break the text around them: controls except tab and line break, direction
 * overrides, invisible separators, tags, lone surrogates. Joiners stay: emoji and several scripts are written with them.
 */
const TREACHEROUS = /(?![\t\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}]|[\u2028\u2029\u{e0000}-\u{e007f}]/gu;

/** The text without treacherous characters; for plain_text and rich_text, which Slack never parses. */
export function plain(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(TREACHEROUS, '');
}

/** Never empty, because Slack refuses empty text objects. */
export function filled(text: string, instead = '–'): string {
  const shown = plain(text);
  return shown.trim() === '' ? instead : shown;
}

/** For the `text` of a message, sent with `mrkdwn` off and `parse` none: the three characters Slack still reads are escaped. */
function escaped(text: string): string {
  return filled(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The line that notifications and screen readers get. */
export function notification(summary: string): string {
  return escaped(cut(plain(summary), NOTIFICATION));
}

/**
 * What a person typed, without the escapes Slack adds with `should_escape`: links become their
 * address, entities their characters. Channels and people stay as `<#C…|name>` and `<@U…|name>`, because only the id says
 * which one is meant.
 */
export function typed(text: string): string {
  return text
    .replaceAll(/<((?:https?|mailto):[^|>]*)(?:\|[^>]*)?>/gu, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();
}

const LOOKALIKES: Readonly<Record<string, string>> = { '*': '∗', _: '＿', '~': '∼', '`': 'ˋ' };

/**
 * For text that Slack may read as its own markup: marks beside a letter on one side only become letters that look alike
 * (Slack has no escape for them), and no line begins a quotation. Names such as `harbour_light` stay as they are.
 */
export function defused(text: string): string {
  return escaped(
    plain(text)
      .replaceAll(/^>+/gmu, '›')
      .replaceAll(/(?<![\p{L}\p{N}])[*_~`]|[*_~`](?![\p{L}\p{N}])/gu, (mark) => LOOKALIKES[mark] ?? mark),
  );
}
