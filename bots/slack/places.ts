/** What Slack tells by itself about where we may post: channels that open again, and workspaces that send us away. */
import type { AllMiddlewareArgs, App, SlackEventMiddlewareArgs } from '@slack/bolt';
import type { Door } from '../../core/ports.ts';

export interface PlacesOptions {
  readonly door: () => Door | undefined;
  readonly run: (work: () => Promise<void>) => void;
  /**
   * The app was removed from a workspace, or its token withdrawn: what is kept of it is of no use. Slack said so at `sentAt`
   * (epoch ms). False when that was about an installation before the one that works.
   */
  readonly forget: (id: string, sentAt: number) => Promise<boolean>;
  /** What to do about it. */
  readonly fix: string;
}

interface Body {
  readonly event_time: number;
  readonly team_id: string;
  readonly enterprise_id?: string;
  readonly is_enterprise_install?: boolean;
}

/** A channel of either kind can be written to again. */
type Unarchived = SlackEventMiddlewareArgs<'channel_unarchive' | 'group_unarchive'> & AllMiddlewareArgs;

function workspaceOf(body: Body): string {
  return body.is_enterprise_install === true && body.enterprise_id !== undefined ? body.enterprise_id : body.team_id;
}

/** Adds the listeners. What is told twice or late changes nothing more. */
export function listenToPlaces(app: App, { door, run, forget, fix }: PlacesOptions): void {
  const opened = (team: string | undefined, channelId: string): void => {
    if (team === undefined) return;
    run(async () => door()?.places.opened({ platform: 'slack', workspaceRemoteId: team, channelId }));
  };
  const lost = (body: Body, what: string): void => {
    const id = workspaceOf(body);
    run(async () => {
      if (!(await forget(id, body.event_time * 1000))) return;
      await door()?.places.lost({ platform: 'slack', workspaceRemoteId: id }, `${what} ${fix}`);
    });
  };

  const unarchived = ({ event, body, context }: Unarchived): Promise<void> => {
    opened(context.teamId ?? body.team_id, event.channel);
    return Promise.resolve();
  };
  app.event('channel_unarchive', unarchived);
  app.event('group_unarchive', unarchived);

  app.event('member_joined_channel', ({ event, body, context }) => {
    if (event.user === context.botUserId) opened(context.teamId ?? body.team_id, event.channel);
    return Promise.resolve();
  });

  app.event('app_uninstalled', ({ body }) => {
    lost(body, 'Reachboard was removed from this Slack workspace.');
    return Promise.resolve();
  });

  app.event('tokens_revoked', ({ event, body }) => {
    if ((event.tokens.bot ?? []).length > 0) lost(body, 'Slack withdrew the token of this workspace.');
    return Promise.resolve();
  });
}
