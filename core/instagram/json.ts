/** JSON as the Graph API sends it: ids may come as numbers larger than 2^53. */

/** A whole string, or a whole number; in valid JSON every digit is inside one of the two. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gu;
/** A long number outside a string, or what looks like one: an id in quotes, as they all should come, is not. */
const LONG = /(?:^|[[:,\s])-?\d{16}/u;
const INTEGER = /^-?\d{16,}$/u;

function quoteUnsafe(token: string): string {
  return INTEGER.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token;
}

/**
 * The parsed value, with integers outside ±2^53 as text so that no digit is lost; undefined when it is not JSON.
 */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    // Only valid JSON gets here, so every quote is paired and the pattern runs in one pass.
    return LONG.test(text) ? JSON.parse(text.replace(TOKEN, quoteUnsafe)) : value;
  } catch {
    return undefined;
  }
}
