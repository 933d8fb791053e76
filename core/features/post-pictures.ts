/** Small pictures of posts beside their numbers, where they can be had. */
import type { Media } from '../instagram/media/media.ts';
import type { Access, Deps } from './feature.ts';

/** Posts of a ranking whose picture is looked for: as many as it shows. */
const MOST = 10;

/**
 * The pictures of the first posts, by media id. A picture is decoration: one that is missing, late or not allowed is
 * left out, and nothing here rejects. Costs a call for each post whose address this process has not seen in its lists.
 */
export async function readPictures(
  { graph, pictures }: Deps,
  access: Access,
  media: readonly Media[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  if (pictures === undefined) return new Map();
  const found = await Promise.all(
    media.slice(0, MOST).map(async ({ id }) => {
      const url = graph.pictureUrl(id) ?? (await addressOf(graph, access, id));
      const bytes = url === undefined ? undefined : await pictures.read(url);
      return bytes === undefined ? [] : [[id, bytes] as const];
    }),
  );
  return new Map(found.flat());
}

async function addressOf(graph: Deps['graph'], access: Access, id: string): Promise<string | undefined> {
  if (access.graph === undefined) return undefined;
  // Whatever stands in the way is told where the numbers are read, not where a picture is.
  await graph.readMedia(access.graph, id).catch(() => undefined);
  return graph.pictureUrl(id);
}
