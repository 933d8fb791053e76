/** Writes post exports the way Meta does, and the way a spreadsheet makes of them. */
export const HEADER =
  '"Post ID","Account ID","Account username","Account name",Description,"Duration (sec)","Publish time",Permalink,"Post type","Data comment",Date,Views,Reach,Likes,Shares,Follows,Comments,Saves';

export interface SourcePost {
  readonly id: string;
  readonly by?: string;
  readonly caption?: string;
  readonly published?: string;
  readonly permalink?: string;
  readonly type?: string;
  readonly day?: string;
  /** Views, reach, likes, shares, follows, comments, saves. */
  readonly numbers?: readonly (number | string)[];
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

export function row(post: SourcePost): string {
  const { id, by = 'shop', caption = 'A "window"', published = '12/31/2025 08:24', day = 'Lifetime' } = post;
  const { permalink = `https://www.instagram.com/reel/C${id}/`, type = 'IG reel' } = post;
  const numbers = post.numbers ?? [100, 80, 9, 1, 2, 3, 4];
  return `${id},17841400000000001,${by},"The Shop",${quoted(caption)},12,"${published}",${permalink},"${type}",,${day},${numbers.join()}`;
}

/** As Meta writes it: UTF-8 with its mark. */
export function postExport(posts: readonly SourcePost[], header = HEADER): string {
  return `${[header, ...posts.map(row)].join('\n')}\n`;
}

/** A spreadsheet took the file for one column: each line with a quote in it is quoted once more. */
export function quoteLines(text: string): string {
  return text
    .split('\n')
    .map((line) => (line.includes('"') ? quoted(line) : line))
    .join('\n');
}

/** Another one did the same to whole records, line ends inside. */
export function quoteRecords(posts: readonly SourcePost[]): string {
  return [HEADER, ...posts.map(row)].map(quoted).join('\r\n');
}
