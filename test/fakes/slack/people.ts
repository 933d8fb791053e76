/** People who use the local Slack: commands, buttons, forms, App Home. */
import type { LocalSlack } from './server.ts';
import { ADMIN, GENERAL, next, visibleTo, type Json, type Message } from './state.ts';

interface Where {
  readonly user?: string;
  readonly channel?: string;
}

/** A button or a menu's choice with this label. */
interface Found {
  readonly action: Json;
  readonly block: Json;
}

function elements(block: Json): readonly Json[] {
  return Array.isArray(block['elements']) ? (block['elements'] as Json[]) : [];
}

function labelOf(object: unknown): string {
  return String(((object as Json)['text'] as Json)['text']);
}

export function labelsOf(blocks: readonly Json[]): readonly string[] {
  return blocks
    .filter((block) => block['type'] === 'actions')
    .flatMap(elements)
    .flatMap((element) =>
      element['type'] === 'static_select' ? (element['options'] as Json[]).map(labelOf) : [labelOf(element)],
    );
}

function find(blocks: readonly Json[], label: string): Found | undefined {
  for (const block of blocks.filter((one) => one['type'] === 'actions')) {
    for (const element of elements(block)) {
      if (element['type'] === 'static_select') {
        const option = (element['options'] as Json[]).find((one) => labelOf(one) === label);
        if (option !== undefined) return { action: { ...element, selected_option: option }, block };
      } else if (labelOf(element) === label) return { action: element, block };
    }
  }
  return undefined;
}

export interface People {
  command(text: string, where?: Where): Promise<Json>;
  /** The button of the newest message that has it. */
  press(label: string, where?: Where): Promise<Json>;
  pressInHome(label: string, user?: string): Promise<Json>;
  pressInView(label: string, user?: string): Promise<Json>;
  /** Sends the newest open form with this value in its field. */
  submit(value: string, user?: string): Promise<Json>;
  /** Sends the newest open form with these fields by name; the answer is what Slack is told. */
  submitFields(fields: Json, user?: string): Promise<Json>;
  /** The choices of a field while something is typed into it. */
  suggest(field: string, typed: string, user?: string): Promise<Json>;
  openHome(user?: string): Promise<Json>;
  /** `sentAt` in epoch ms; default long ago. */
  event(event: Json, id?: string, sentAt?: number): Promise<Json>;
  seen(where?: Where): readonly Message[];
  /** The last payload that was sent, for sending it again. */
  again(retry: number): Promise<Json>;
}

export function createPeople(slack: LocalSlack): People {
  const { state } = slack;
  const base = slack.apiUrl.replace('/api/', '');
  let last: readonly ['slash_commands' | 'interactive' | 'events_api', Json] | undefined;

  function send(type: 'slash_commands' | 'interactive' | 'events_api', payload: Json): Promise<Json> {
    last = [type, payload];
    return slack.send(type, payload);
  }

  function trigger(): string {
    const id = `trigger.${next(state)}`;
    state.triggers.set(id, performance.now());
    return id;
  }

  function address(channel: string, user: string, original?: string): string {
    const id = `R${next(state)}`;
    state.addresses.set(id, { channel, user, original, at: state.now(), uses: 0, last: undefined });
    return `${base}/response/${id}`;
  }

  function interactive(user: string, more: Json): Json {
    return {
      api_app_id: 'A0REACH001',
      token: 'old-verification-token',
      team: { id: state.team, domain: 'local' },
      user: { id: user, username: 'someone', name: 'someone', team_id: state.team },
      trigger_id: trigger(),
      ...more,
    };
  }

  function pressed({ action, block }: Found): readonly Json[] {
    return [{ ...action, block_id: block['block_id'], action_ts: '1790000000.1' }];
  }

  function pressOnView(view: Json, id: string, label: string, user: string): Promise<Json> {
    const found = find(view['blocks'] as Json[], label);
    if (found === undefined) throw new Error(`no view has “${label}”`);
    return send(
      'interactive',
      interactive(user, {
        type: 'block_actions',
        container: { type: 'view', view_id: id },
        view: { ...view, id },
        actions: pressed(found),
      }),
    );
  }

  function newest(): { readonly id: string; content: Json; open: boolean } {
    const view = [...state.views.values()].findLast(({ open }) => open);
    if (view === undefined) throw new Error('no window is open');
    return view;
  }

  return {
    command: (text, { user = ADMIN, channel = GENERAL } = {}) =>
      send('slash_commands', {
        command: '/ig',
        text,
        team_id: state.team,
        team_domain: 'local',
        channel_id: channel,
        channel_name: 'general',
        user_id: user,
        user_name: 'someone',
        api_app_id: 'A0REACH001',
        is_enterprise_install: 'false',
        response_url: address(channel, user),
        trigger_id: trigger(),
      }),

    press(label, { user = ADMIN, channel = GENERAL } = {}) {
      const message = visibleTo(state, user, channel).findLast(({ blocks }) => find(blocks, label) !== undefined);
      const found = message === undefined ? undefined : find(message.blocks, label);
      if (message === undefined || found === undefined) return Promise.reject(new Error(`nothing has “${label}”`));
      return send(
        'interactive',
        interactive(user, {
          type: 'block_actions',
          container: {
            type: 'message',
            message_ts: message.ts,
            channel_id: channel,
            is_ephemeral: message.to !== undefined,
          },
          channel: { id: channel, name: 'general' },
          message: { ts: message.ts, text: message.text, blocks: message.blocks },
          response_url: address(channel, user, message.ts),
          actions: pressed(found),
        }),
      );
    },

    pressInHome: (label, user = ADMIN) => pressOnView(state.homes.get(user) ?? { blocks: [] }, 'VHOME', label, user),

    pressInView(label, user = ADMIN) {
      const { id, content } = newest();
      return pressOnView(content, id, label, user);
    },

    async submitFields(fields, user = ADMIN) {
      const view = newest();
      const values = Object.fromEntries(Object.entries(fields).map(([name, entered]) => [name, { [name]: entered }]));
      const answer = await send(
        'interactive',
        interactive(user, { type: 'view_submission', view: { ...view.content, id: view.id, state: { values } } }),
      );
      if (answer['response_action'] === 'update') view.content = answer['view'] as Json;
      else if (answer['response_action'] !== 'errors') view.open = false;
      return answer;
    },

    suggest(field, typed, user = ADMIN) {
      const { id, content } = newest();
      const about = { type: 'block_suggestion', action_id: field, block_id: field, value: typed };
      return send(
        'interactive',
        interactive(user, { ...about, container: { type: 'view' }, view: { ...content, id } }),
      );
    },

    async submit(value, user = ADMIN) {
      const view = newest();
      const input = (view.content['blocks'] as Json[]).find((block) => block['type'] === 'input');
      if (input === undefined) throw new Error('the window has no field');
      const element = input['element'] as Json;
      const entered = element['type'] === 'static_select' ? { selected_option: { value } } : { value };
      const values = {
        [String(input['block_id'])]: { [String(element['action_id'])]: { type: element['type'], ...entered } },
      };
      const answer = await send(
        'interactive',
        interactive(user, { type: 'view_submission', view: { ...view.content, id: view.id, state: { values } } }),
      );
      if (answer['response_action'] === 'update') view.content = answer['view'] as Json;
      else view.open = false;
      return answer;
    },

    openHome: (user = ADMIN) =>
      send('events_api', {
        type: 'event_callback',
        team_id: state.team,
        api_app_id: 'A0REACH001',
        event_id: `Ev${next(state)}`,
        event_time: 1_790_000_000,
        authorizations: [{ team_id: state.team, user_id: 'U0BOT00001', is_bot: true }],
        event: { type: 'app_home_opened', user, channel: 'D0HOME0001', tab: 'home', event_ts: '1790000000.1' },
      }),

    event: (event, id = `Ev${next(state)}`, sentAt = 1_000) =>
      send('events_api', {
        type: 'event_callback',
        team_id: state.team,
        api_app_id: 'A0REACH001',
        event_id: id,
        event_time: Math.ceil(sentAt / 1000),
        event,
      }),

    seen: ({ user = ADMIN, channel = GENERAL } = {}) => visibleTo(state, user, channel),

    again(retry) {
      if (last === undefined) return Promise.reject(new Error('nothing was sent'));
      return slack.send(...last, retry);
    },
  };
}
