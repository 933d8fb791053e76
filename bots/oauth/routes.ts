/** Everything that Meta calls or sends people to on the public port. */
import type { Deps } from '../../core/features/feature.ts';
import type { Secret } from '../../core/secret.ts';
import { deletePerson, findDeletion, readSignedRequest } from '../../core/tokens/deletion.ts';
import type { OnComments } from '../../core/webhooks/comments.ts';
import type { OnStoryInsights } from '../../core/webhooks/story-insights.ts';
import { nothingHere, sentence } from '../http/replies.ts';
import type { HttpApp } from '../http/server.ts';
import { addLoginRoutes } from './login.ts';
import { page } from './page.ts';
import { addWebhookRoutes } from './webhooks.ts';

export interface MetaRoutesOptions {
  readonly deps: Deps;
  readonly appSecret: Secret | undefined;
  readonly verifyToken: Secret | undefined;
  readonly publicUrl: string | undefined;
  readonly onStory: readonly OnStoryInsights[];
  readonly onComments: readonly OnComments[];
}

function addDeletionRoutes(app: HttpApp, { deps, appSecret, publicUrl }: MetaRoutesOptions): void {
  if (appSecret === undefined || publicUrl === undefined) {
    app.all('/data-deletion', nothingHere);
    return;
  }
  app.post('/data-deletion', async (c) => {
    const form = await c.req.parseBody();
    const signed = form['signed_request'];
    if (typeof signed !== 'string') return sentence(c, 400, 'The signed request is missing.');
    const code = await deletePerson(deps, readSignedRequest(signed, appSecret));
    return c.json({ url: `${publicUrl}/data-deletion?code=${code}`, confirmation_code: code });
  });

  app.get('/data-deletion', async (c) => {
    const deletion = await findDeletion(deps, c.req.query('code') ?? '');
    if (deletion === undefined) {
      return page(c, 404, { title: 'Unknown code', lines: ['There is no deletion request with this code.'] });
    }
    const what = deletion.accounts === 1 ? 'one account' : `${deletion.accounts} accounts`;
    const done =
      deletion.accounts === 0
        ? 'Nothing was kept that came by this login.'
        : `The tokens of ${what} that came by this login were removed, with everything that was kept about them and that no other login reads. Backups that still hold it are replaced within 14 days.`;
    return page(c, 200, { title: 'Deleted', lines: [`Asked and done on ${deletion.askedAt.slice(0, 10)}.`, done] });
  });
}

/** Adds login, webhooks and deletion to an app; parts that are not set up say so or do not exist. */
export function addMetaRoutes(app: HttpApp, options: MetaRoutesOptions): void {
  const { deps, appSecret, verifyToken, onStory, onComments } = options;
  addLoginRoutes(app, deps);
  addWebhookRoutes(app, { appSecret, verifyToken, logger: deps.logger, onStory, onComments });
  addDeletionRoutes(app, options);
}
