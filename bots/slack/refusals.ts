/** What stops a message at a channel, and what to do about it, by Slack's own codes (docs.slack.dev, chat.postMessage). */
import { AppError } from '../../core/errors.ts';

type Words = readonly [sentence: string, fix: string];

const ABSENT: Words = ['Reachboard is not in this channel', 'Invite it with /invite @Reachboard.'];
const ADMIN: Words = [
  'An admin of the workspace restricts who may post in this channel',
  'Ask one to let Reachboard post there, or choose another channel.',
];
const SCOPE: Words = [
  'The app lacks a permission in this workspace',
  'Take over slack-manifest.json in the app’s settings and install the app again.',
];
const OTHER: Words = [
  'Reachboard cannot post in this channel',
  'Invite it with /invite @Reachboard, or choose another channel.',
];

const BY_CODE: Readonly<Record<string, Words>> = {
  not_in_channel: ABSENT,
  channel_not_found: [
    'Slack does not show this channel to Reachboard',
    'If it is private, invite Reachboard there with /invite @Reachboard; if it is gone, choose another channel.',
  ],
  is_archived: ['This channel is archived', 'Unarchive it, or choose another channel.'],
  restricted_action: ADMIN,
  restricted_action_read_only_channel: ADMIN,
  restricted_action_thread_only_channel: ADMIN,
  ekm_access_denied: ADMIN,
  messages_tab_disabled: [
    'The app takes no direct messages',
    'Turn on the Messages Tab under App Home in the app’s settings.',
  ],
  missing_scope: SCOPE,
  no_permission: SCOPE,
};

/** AppError `not-found` with the fix for a code that says that we may not post there. */
export function refusalOf(code: string): AppError {
  const [sentence, hint] = BY_CODE[code] ?? OTHER;
  return new AppError('not-found', `${sentence} (${code}).`, { hint, cause: code });
}

/** The same where SLACK_BOT_TOKEN is of another workspace than the channel. `code`: by which Slack said so. */
export function elsewhere(code?: string): AppError {
  return new AppError('token', 'This is for another Slack workspace than the one SLACK_BOT_TOKEN is of.', {
    hint: 'Set the token of that workspace and start Reachboard again, or let each workspace install it.',
    wholeWorkspace: true,
    ...(code === undefined ? {} : { cause: code }),
  });
}
