/** An account whose posts the test writes, behind HTTP, connected to an installation of its own. */
import { Secret } from '../../../core/secret.ts';
import { NOW, openWorld, type World } from '../../fakes/world.ts';
import {
  ACCOUNT,
  graphError,
  startScripted,
  TOKEN,
  totals,
  type Heard,
  type Reply,
  type Scripted,
} from '../instagram/scripted.ts';

/** Fields of a media node under the API's own names; what is left out here is left out by Instagram. */
export type Node = Readonly<Record<string, unknown>> & { readonly id: string; readonly timestamp: string };

export interface ScriptedAccount {
  readonly world: World;
  readonly server: Scripted;
  /** Answers as before, but refuses the insights of one post as one from before the account was a professional one. */
  refuseInsights(id: string): void;
  /** Calls since `server.forget()` whose path ends so. */
  calls(ending: string): number;
  close(): Promise<void>;
}

/** A post published `hours` before NOW. */
export function postOf(number: number, hours: number, rest: Readonly<Record<string, unknown>> = {}): Node {
  const id = String(17_900_000_000_000_000n + BigInt(number));
  return {
    id,
    media_type: 'IMAGE',
    media_product_type: 'FEED',
    timestamp: new Date(NOW - hours * 3_600_000).toISOString().replace('.000Z', '+0000'),
    username: 'scripted',
    owner: { id: ACCOUNT },
    shortcode: `C${number}`,
    permalink: `https://www.instagram.com/p/C${number}/`,
    comments_count: 2,
    ...rest,
  };
}

/** A page of the list as Instagram gives it: newest first, `since` and `until` in seconds, a cursor while there are more. */
function pageOf(posts: readonly Node[], query: URLSearchParams): Reply {
  const bound = (name: string, left: number) => Number(query.get(name) ?? left) * 1000;
  const [since, until] = [bound('since', 0), bound('until', 1e10)];
  const among = posts.filter(({ timestamp }) => Date.parse(timestamp) >= since && Date.parse(timestamp) <= until);
  const from = Number(query.get('after') ?? 0);
  const end = from + Number(query.get('limit') ?? 25);
  const paging = end < among.length ? { paging: { cursors: { after: String(end) }, next: 'https://next' } } : {};
  return { body: { data: among.slice(from, end), ...paging } };
}

function insightsOf(id: string, query: URLSearchParams): Reply {
  const names = (query.get('metric') ?? '').split(',');
  const value = (name: string) => (name === 'saved' ? Number(id.slice(-5)) : 100);
  return {
    body: {
      data: names.map((name) => ({
        name,
        period: 'lifetime',
        values: [{ value: value(name) }],
        id: `${id}/insights/${name}/lifetime`,
      })),
    },
  };
}

function answerOf(posts: readonly Node[], known: ReadonlyMap<string, Node>) {
  return ({ path, query }: Heard): Reply => {
    const [id = '', edge] = path.split('/').slice(2);
    if (id === ACCOUNT && edge === 'media') return pageOf(posts, query);
    if (id === ACCOUNT && edge === 'insights') return { body: totals((query.get('metric') ?? '').split(',')) };
    if (id === ACCOUNT && edge === undefined) return { body: { id, username: 'scripted', followers_count: 5000 } };
    const node = known.get(id);
    if (node === undefined) return { body: { data: [] } };
    return edge === 'insights' ? insightsOf(id, query) : { body: node };
  };
}

/** Opens it; posts come newest first. A post's `saved` is the end of its id, every other number 100. */
export async function openScriptedAccount(posts: readonly Node[]): Promise<ScriptedAccount> {
  const server = await startScripted();
  const answer = answerOf(posts, new Map(posts.map((node) => [node.id, node])));
  server.answer(answer);
  const world = await openWorld({ connect: false, base: server.url });
  await world.store.saveConnection({
    workspaceId: (await world.store.saveWorkspace('local', 'local')).id,
    origin: 'graph',
    instagramId: ACCOUNT,
    username: 'scripted',
    name: undefined,
    login: 'facebook',
    token: new Secret(TOKEN),
    tokenExpiresAt: undefined,
    dataAccessExpiresAt: undefined,
    scopes: undefined,
    now: NOW,
  });
  return {
    world,
    server,
    refuseInsights(id) {
      const error = { error_subcode: 2_108_006 };
      server.answer((heard) =>
        heard.path.endsWith(`/${id}/insights`)
          ? { status: 400, body: graphError(100, 'Media posted before business account conversion', error) }
          : answer(heard),
      );
    },
    calls: (ending) => server.heard.filter(({ path }) => path.endsWith(ending)).length,
    async close() {
      await world.close();
      await server.stop();
    },
  };
}
