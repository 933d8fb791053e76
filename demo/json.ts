/** JSON as Meta prints it: `/` as `\/`, `%` as `\u0025`, everything beyond ASCII as `\uXXXX`. */
export function graphJson(body: unknown): string {
  return JSON.stringify(body)
    .replaceAll('/', '\\/')
    .replaceAll('%', '\\u0025')
    .replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
