/**
 * Exports with one row per post. Their header names "Post ID" first and has a "Permalink"; a file that went through a
 * spreadsheet quotes whole rows once more, so quotes are ignored here.
 */
export function isPostExport(text: string): boolean {
  const first = text.split(/[\r\n]+/u, 20).find((line) => line.trim() !== '' && !/^"?sep=/iu.test(line));
  const names = (first ?? '')
    .slice(0, 5000)
    .replaceAll('"', '')
    .toLowerCase()
    .split(/[,;\t|]/u);
  const has = (name: string) => names.some((cell) => cell.trim() === name);
  return has('post id') || (has('permalink') && has('publish time'));
}
