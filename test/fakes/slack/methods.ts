/** The Web API methods that a reporting bot may use, with Slack's refusals. */
import { checkBlocks, checkView, type Surface } from './check.ts';
import { isReady, next, nextTs, type Json, type Message, type State } from './state.ts';

export type Method = (state: State, args: Json, base: string) => Json;

function refuse(state: State, error: string, words: string): Json {
  state.refusals.push(words);
  return { ok: false, error, response_metadata: { messages: [words] } };
}

/** Why a message cannot be stored; undefined when it can. */
export function wrongWith(state: State, args: Json, surface: Surface): Json | undefined {
  const text = typeof args['text'] === 'string' ? args['text'] : '';
  if (Array.from(text).length > 4_000) return refuse(state, 'msg_too_long', `a text of ${text.length}`);
  const blocks = args['blocks'];
  if (blocks === undefined || (Array.isArray(blocks) && blocks.length === 0)) {
    return text === '' ? refuse(state, 'no_text', 'a message without text') : undefined;
  }
  if (text === '') return refuse(state, 'no_text', 'blocks without notification text');
  const wrong = checkBlocks(blocks, surface, (file) => isReady(state, file));
  return wrong.length === 0 ? undefined : refuse(state, 'invalid_blocks', wrong.join('; '));
}

export function store(
  state: State,
  call: string,
  args: Json,
  { channel, to }: { readonly channel: string; readonly to?: string | undefined },
): Message {
  const message: Message = {
    ts: nextTs(state),
    channel,
    to,
    call,
    at: performance.now(),
    text: '',
    blocks: [],
    options: {},
  };
  fill(message, args);
  state.messages.push(message);
  return message;
}

export function fill(message: Message, args: Json): void {
  const { text, blocks, ...options } = args;
  message.text = typeof text === 'string' ? text : '';
  message.blocks = Array.isArray(blocks) ? (blocks as Json[]) : [];
  message.options = options;
}

function entry(state: State, id: unknown): string | undefined {
  const channel = state.channels.get(String(id));
  if (channel === undefined || (channel.private && !channel.member)) return 'channel_not_found';
  return channel.archived ? 'is_archived' : undefined;
}

/** Objects come as JSON in a form. */
function parsed(value: unknown): unknown {
  return typeof value === 'string' ? JSON.parse(value) : value;
}

function openView(state: State, args: Json): Json {
  const trigger = String(args['trigger_id']);
  const since = state.triggers.get(trigger);
  if (since === undefined) return { ok: false, error: 'exchanged_trigger_id' };
  state.triggers.delete(trigger);
  if (performance.now() - since > 3_000) return { ok: false, error: 'expired_trigger_id' };
  const view = args['view'] as Json;
  const wrong = checkView(view, (file) => isReady(state, file));
  if (wrong.length > 0) return refuse(state, 'invalid_arguments', wrong.join('; '));
  const id = `V${next(state)}`;
  state.views.set(id, { id, user: '', content: view, open: true });
  return { ok: true, view: { id } };
}

/** Messages that everybody sees, of the window and at most `limit`. */
function page(
  state: State,
  args: Json,
  holds: (message: Message) => boolean,
  order: 'newest first' | 'oldest first',
): Json {
  const [oldest, latest] = [Number(args['oldest'] ?? 0), Number(args['latest'] ?? Infinity)];
  const found = state.messages.filter(
    (one) =>
      one.channel === args['channel'] &&
      one.to === undefined &&
      Number(one.ts) >= oldest &&
      Number(one.ts) <= latest &&
      holds(one),
  );
  if (order === 'newest first') found.reverse();
  const limit = Number(args['limit'] ?? 100);
  const messages = found
    .slice(0, limit)
    .map(({ ts, text, options }) => ({ type: 'message', ts, text, metadata: parsed(options['metadata']) }));
  return { ok: true, messages, has_more: found.length > limit };
}

export const METHODS: Readonly<Record<string, Method>> = {
  'auth.test': (state) => ({
    ok: true,
    team_id: state.team,
    user_id: 'U0BOT00001',
    bot_id: 'B0BOT00001',
    team: 'Local',
  }),

  'apps.connections.open': (_state, _args, base) => ({ ok: true, url: `${base.replace('http', 'ws')}/socket` }),

  'users.info'(state, args) {
    const person = state.people.get(String(args['user']));
    if (person === undefined) return { ok: false, error: 'user_not_found' };
    return {
      ok: true,
      user: { id: person.id, is_admin: person.admin, is_owner: false, tz: 'Europe/Berlin', real_name: 'Maria Anders' },
    };
  },

  'conversations.open': (state) => {
    state.channels.set('D0DIRECT01', {
      id: 'D0DIRECT01',
      name: 'direct',
      private: false,
      member: true,
      archived: false,
    });
    return { ok: true, channel: { id: 'D0DIRECT01' } };
  },

  'conversations.info'(state, args) {
    const channel = state.channels.get(String(args['channel']));
    if (channel === undefined) return { ok: false, error: 'channel_not_found' };
    return { ok: true, channel: { id: channel.id, name: channel.name } };
  },

  'conversations.list'(state, args) {
    const all = [...state.channels.values()].filter(({ archived }) => !archived);
    const at = Number(args['cursor'] ?? 0);
    const next = at + 1 < all.length ? String(at + 1) : '';
    return {
      ok: true,
      channels: all.slice(at, at + 1).map(({ id, name }) => ({ id, name })),
      response_metadata: { next_cursor: next },
    };
  },

  'chat.postMessage'(state, args) {
    const error = entry(state, args['channel']);
    if (error !== undefined) return { ok: false, error };
    const wrong = wrongWith(state, args, 'message');
    if (wrong !== undefined) return wrong;
    const thread = args['thread_ts'];
    const parent = state.messages.find(({ ts, channel }) => ts === thread && channel === args['channel']);
    if (thread !== undefined && parent === undefined) return { ok: false, error: 'thread_not_found' };
    const message = store(state, 'chat.postMessage', args, { channel: String(args['channel']) });
    return { ok: true, channel: message.channel, ts: message.ts };
  },

  'conversations.history'(state, args) {
    const error = entry(state, args['channel']);
    if (error !== undefined) return { ok: false, error };
    const inChannel = ({ options }: Message): boolean =>
      options['thread_ts'] === undefined || String(options['reply_broadcast']) === 'true';
    return page(state, args, inChannel, 'newest first');
  },

  'conversations.replies'(state, args) {
    const error = entry(state, args['channel']);
    if (error !== undefined) return { ok: false, error };
    const thread = args['ts'];
    if (!state.messages.some(({ ts }) => ts === thread)) return { ok: false, error: 'thread_not_found' };
    return page(state, args, ({ ts, options }) => ts === thread || options['thread_ts'] === thread, 'oldest first');
  },

  'chat.delete'(state, args) {
    const at = state.messages.findIndex(({ ts, channel }) => ts === args['ts'] && channel === args['channel']);
    if (at === -1) return { ok: false, error: 'message_not_found' };
    state.messages.splice(at, 1);
    return { ok: true };
  },

  'chat.update'(state, args) {
    const error = entry(state, args['channel']);
    if (error !== undefined) return { ok: false, error };
    const message = state.messages.find((one) => one.ts === args['ts'] && one.to === undefined);
    if (message === undefined) return { ok: false, error: 'message_not_found' };
    if (message.call === 'response_url') return { ok: false, error: 'cant_update_message' };
    const wrong = wrongWith(state, args, 'message');
    if (wrong !== undefined) return wrong;
    fill(message, { ...message.options, ...args });
    return { ok: true, channel: message.channel, ts: message.ts };
  },

  'chat.postEphemeral'(state, args) {
    const error = entry(state, args['channel']);
    if (error !== undefined) return { ok: false, error };
    const wrong = wrongWith(state, args, 'ephemeral');
    if (wrong !== undefined) return wrong;
    const to = String(args['user']);
    const message = store(state, 'chat.postEphemeral', args, { channel: String(args['channel']), to });
    return { ok: true, message_ts: message.ts };
  },

  'views.open': openView,
  'views.push': openView,

  'views.update'(state, args) {
    const view = state.views.get(String(args['view_id']));
    if (view?.open !== true) return { ok: false, error: 'not_found' };
    const wrong = checkView(args['view'] as Json, (file) => isReady(state, file));
    if (wrong.length > 0) return refuse(state, 'invalid_arguments', wrong.join('; '));
    view.content = args['view'] as Json;
    return { ok: true, view: { id: view.id } };
  },

  'views.publish'(state, args) {
    const wrong = checkView(args['view'] as Json, (file) => isReady(state, file));
    if (wrong.length > 0) return refuse(state, 'invalid_arguments', wrong.join('; '));
    state.homes.set(String(args['user_id']), args['view'] as Json);
    return { ok: true, view: { id: 'VHOME' } };
  },

  'files.getUploadURLExternal'(state, args, base) {
    const id = `F${String(next(state)).padStart(9, '0')}`;
    const name = String(args['filename']);
    if (name === '' || Number(args['length']) <= 0) return { ok: false, error: 'invalid_arguments' };
    state.files.set(id, {
      id,
      name,
      bytes: undefined,
      complete: false,
      looks: 0,
      sharedIn: undefined,
      thread: undefined,
    });
    return { ok: true, file_id: id, upload_url: `${base}/upload/${id}` };
  },

  'files.completeUploadExternal'(state, args) {
    for (const { id } of args['files'] as { id: string }[]) {
      const file = state.files.get(id);
      if (file?.bytes === undefined) return { ok: false, error: 'file_not_found' };
      const { channel_id: channel, thread_ts: thread } = args;
      if (typeof channel === 'string') {
        const error = entry(state, channel);
        if (error !== undefined || state.channels.get(channel)?.member !== true) {
          return { ok: false, error: error ?? 'not_in_channel' };
        }
        file.sharedIn = channel;
        file.thread = typeof thread === 'string' ? thread : undefined;
      }
      file.complete = true;
    }
    return { ok: true, files: args['files'] };
  },

  'files.info'(state, args) {
    const file = state.files.get(String(args['file']));
    if (file?.complete !== true) return { ok: false, error: 'file_not_found' };
    file.looks += 1;
    return { ok: true, file: { id: file.id, mimetype: isReady(state, file.id) ? 'image/png' : '' } };
  },

  'oauth.v2.access'(state, args) {
    if (state.clientSecret !== undefined && args['client_secret'] !== state.clientSecret) {
      return { ok: false, error: 'bad_client_secret' };
    }
    if (args['code'] !== 'good-code') return { ok: false, error: 'invalid_code' };
    return {
      ok: true,
      app_id: 'A0REACH001',
      authed_user: { id: ADMIN_ID },
      scope: 'commands,chat:write',
      token_type: 'bot',
      access_token: state.botToken,
      bot_user_id: 'U0BOT00001',
      team: { id: state.team, name: 'Local' },
      enterprise: null,
      is_enterprise_install: false,
    };
  },
};

const ADMIN_ID = 'U0ADMIN001';
