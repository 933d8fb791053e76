/** The local chat page as a platform: the same commands and reports in a browser, no tokens needed. */
import type { ChatAdapter, Clock, Door, Logger } from '../../core/ports.ts';
import { AppError } from '../../core/errors.ts';
import type { HttpServer } from '../http/server.ts';
import { registerPage } from './api.ts';
import { createConversation } from './conversation.ts';
import { WEB_LIMITS } from './limits.ts';

export interface WebAdapterOptions {
  /** Routes are registered at once, so make the adapter before `http.listen()`. */
  readonly http: HttpServer;
  readonly logger: Logger;
  readonly clock: Clock;
  /** True while the numbers are made up; the page says so. */
  readonly demo: () => boolean | Promise<boolean>;
}

/**
 * Makes the page. Questions before `listen` and after `stop` are refused with 503; what was asked before `stop` is
 * answered. Channels and messages live as long as the process.
 */
export function createWebAdapter({ http, logger, clock, demo }: WebAdapterOptions): ChatAdapter {
  const conversation = createConversation(logger, clock, http.metrics);
  let opened: Door | undefined;
  registerPage(http, { conversation, door: () => opened, demo });
  return {
    platform: 'local',
    limits: WEB_LIMITS,
    themes: ['light', 'dark'],
    picturesFollow: false,

    listen(door) {
      opened = door;
      return Promise.resolve();
    },

    deliver(to, report, key, { under } = {}) {
      return new Promise((resolve) => {
        if (to.platform !== 'local' || to.workspaceRemoteId !== 'local') {
          throw new AppError('not-found', 'The page delivers only to its own channels.');
        }
        resolve({ messageId: conversation.deliver(to.channelId, report, key, under?.messageId) });
      });
    },

    readBack(_to, { key }) {
      const id = conversation.findDelivered(key);
      return Promise.resolve(id === undefined ? [] : [id]);
    },

    edit(_to, messageId, report) {
      conversation.edit(messageId, report);
      return Promise.resolve();
    },

    // A key has one message here, so there is never a second one to remove.
    remove: () => Promise.resolve(),

    directChannel: () => Promise.resolve(undefined),

    // Nobody is shut out of the page.
    reach: () => Promise.resolve(),

    async stop() {
      opened = undefined;
      await conversation.settled();
    },
  };
}
