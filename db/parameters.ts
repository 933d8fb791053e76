/**
 * What may be bound to a statement. The sqlite3 driver turns other values into something else without a word: BigInt and
 * undefined into NULL, a Date into `0.0`, an object into `[object Object]`, integers above 2^53 into their neighbours.
 */
const UNSTORABLE = /\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/gu;

function why(value: unknown): string | undefined {
  if (value === null) return undefined;
  if (typeof value === 'string') {
    return value.search(UNSTORABLE) === -1 ? undefined : 'text with a NUL or half a surrogate pair';
  }
  if (typeof value !== 'number') return value instanceof Date ? 'a Date' : `a value of type ${typeof value}`;
  if (!Number.isFinite(value)) return 'a number that is not finite';
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? 'an integer above 2^53' : undefined;
}

/** Throws TypeError, without the value, when a parameter would not come back as it went in. */
export function checkParameters(parameters: readonly unknown[]): void {
  parameters.forEach((value, index) => {
    const reason = why(value);
    if (reason !== undefined) throw new TypeError(`Parameter ${index + 1} cannot be stored: ${reason}.`);
  });
}

/** Foreign text as both databases can keep it: a NUL or half a surrogate pair becomes U+FFFD. */
export function storable(text: string): string {
  return text.replace(UNSTORABLE, '\ufffd');
}
