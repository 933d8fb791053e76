/** The few calls that change something: webhook subscriptions of an account, and giving the permissions back. */
import type { AuthorizedContext } from '../context.ts';
import { invalid, objectMissing, pageTokenRequired, unsupportedRequest } from '../errors.ts';
import { APP } from '../tokens.ts';
import type { SubscriptionBook } from '../webhooks.ts';
import type { DemoAccount } from '../world.ts';

/** The account whose subscriptions a call is about: by its Page on one host, by its own id on the other. */
function subscriber(context: AuthorizedContext, id: string): DemoAccount {
  const { flavour, method, token, world } = context;
  const account = flavour === 'facebook' ? world.byPageId(id) : world.byInstagramId(id);
  if (account === undefined) throw objectMissing(id, method.toLowerCase());
  if (flavour === 'facebook' && token.pageId !== id) throw pageTokenRequired();
  if (token.username !== account.plan.username) throw objectMissing(id, method.toLowerCase());
  return account;
}

function subscribedApps(context: AuthorizedContext, id: string, subscriptions: SubscriptionBook): object {
  const { username } = subscriber(context, id).plan;
  if (context.method === 'GET') {
    const fields = subscriptions.fieldsOf(username, context.flavour);
    return { data: fields.length === 0 ? [] : [{ name: APP.name, id: APP.id, subscribed_fields: fields }] };
  }
  const asked = (context.params.get('subscribed_fields') ?? '').split(',').filter((field) => field !== '');
  if (context.method === 'POST' && asked.length === 0) throw invalid('The parameter subscribed_fields is required');
  subscriptions.set(username, context.flavour, context.method === 'POST' ? asked : []);
  return { success: true };
}

/**
 * `subscribed_apps` of a Page or Instagram account, and `DELETE /me/permissions`.
 * @throws GraphError for every other write: this Instagram publishes and deletes nothing.
 */
export function answerWrite(
  context: AuthorizedContext,
  segments: readonly string[],
  subscriptions: SubscriptionBook,
): object {
  const [id, edge] = segments;
  if (id === undefined) throw unsupportedRequest(context.flavour, context.method);
  if (edge === 'subscribed_apps') return subscribedApps(context, id, subscriptions);
  if (context.method === 'DELETE' && id === 'me' && edge === 'permissions' && context.token.kind === 'USER') {
    context.tokens.refuse(context.token.text, 458);
    return { success: true };
  }
  throw objectMissing(id, context.method.toLowerCase());
}
