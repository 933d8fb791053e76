/** The window that orders a digest or changes one, and the command that its fields make. Pure. */
import type { types } from '@slack/bolt';
import { SECTIONS, WEEKDAYS, type Section } from '../../core/digests/subscription.ts';
import type { AskedPart, RenderedAnswer } from '../../core/commands.ts';
import { cut } from '../../core/reports/fit.ts';
import { modal, paragraph, plainText } from './modals.ts';
import { plain } from './text.ts';

export const DIGEST = 'ig-digest';
/** Fields: a block and its element have the same name. */
export const ACCOUNTS = 'accounts';
export const ZONE = 'zone';
const CHANNEL = 'channel';
const WEEKDAY = 'weekday';
const TIME = 'time';
const PARTS = 'sections';
const MENTION = 'mention';
const FINAL = 'final';
/** Slack shows more badly. */
const LONGEST_ERROR = 300;

const PART_WORDS: Readonly<Record<Section, string>> = {
  numbers: 'Numbers with changes',
  chart: 'Chart of the week',
  drivers: 'What drove the change',
  posts: 'Best posts',
  stories: 'Stories',
  unusual: 'Anything unusual',
  goals: 'Goals',
};
const WAITS = { yes: 'Once the numbers are final (48 hours after the week)', no: 'At its time' } as const;

export interface FormStart {
  /** The digest that is changed; undefined: a new one. */
  readonly replaces: number | undefined;
  /** Zone of whoever opens it. */
  readonly zone: string | undefined;
  /** Comes back with the form. */
  readonly metadata: string;
}

function option(text: string, value: string): types.PlainTextOption {
  return { text: plainText(text), value };
}

function input(
  name: string,
  label: string,
  element: types.InputBlock['element'],
  more: { readonly optional: boolean; readonly hint?: string },
): types.InputBlock {
  const { optional, hint } = more;
  const block = { type: 'input', block_id: name, label: plainText(label), element, optional } as const;
  return hint === undefined ? block : { ...block, hint: plainText(hint) };
}

/** The window; of a digest that is changed every field may be left as it is. */
export function digestModal({ replaces, zone, metadata }: FormStart): types.ModalView {
  const change = replaces !== undefined;
  const weekdays = WEEKDAYS.map((day) => option(day, day.toLowerCase()));
  const parts = SECTIONS.map((section) => option(PART_WORDS[section], section));
  const waits = [option(WAITS.no, 'no'), option(WAITS.yes, 'yes')];
  const [monday] = weekdays;
  const [atOnce] = waits;
  return {
    ...modal(change ? `Change digest ${replaces}` : 'Order a digest', [
      paragraph(change ? 'What you leave empty stays as it is.' : 'One message a week about one or several accounts.'),
      input(
        ACCOUNTS,
        'Accounts',
        {
          type: 'multi_external_select',
          action_id: ACCOUNTS,
          min_query_length: 0,
          placeholder: plainText('Choose accounts'),
        },
        { optional: change },
      ),
      input(
        CHANNEL,
        'Channel',
        {
          type: 'conversations_select',
          action_id: CHANNEL,
          filter: { include: ['public', 'private'], exclude_bot_users: true },
          ...(change ? {} : { default_to_current_conversation: true }),
        },
        { optional: change, hint: 'A test message shows that Reachboard can post there.' },
      ),
      input(
        WEEKDAY,
        'Weekday',
        {
          type: 'static_select',
          action_id: WEEKDAY,
          options: weekdays,
          ...(change || monday === undefined ? {} : { initial_option: monday }),
        },
        { optional: change },
      ),
      input(
        TIME,
        'Time',
        { type: 'timepicker', action_id: TIME, ...(change ? {} : { initial_time: '09:00' }) },
        { optional: change },
      ),
      input(
        ZONE,
        'Time zone',
        {
          type: 'external_select',
          action_id: ZONE,
          min_query_length: 0,
          placeholder: plainText('Type a city'),
          ...(change || zone === undefined ? {} : { initial_option: option(zone, zone) }),
        },
        { optional: true },
      ),
      input(
        PARTS,
        'Parts',
        {
          type: 'checkboxes',
          action_id: PARTS,
          options: parts,
          ...(change ? {} : { initial_options: parts }),
        },
        { optional: change },
      ),
      input(
        MENTION,
        'Mention',
        { type: 'users_select', action_id: MENTION, placeholder: plainText('Nobody') },
        { optional: true, hint: 'Notified by every digest. A group: /ig digest schedule … mention @group' },
      ),
      input(
        FINAL,
        'When to post',
        {
          type: 'radio_buttons',
          action_id: FINAL,
          options: waits,
          ...(change || atOnce === undefined ? {} : { initial_option: atOnce }),
        },
        { optional: change },
      ),
    ]),
    callback_id: DIGEST,
    private_metadata: metadata,
    submit: plainText(change ? 'Change' : 'Order'),
  };
}

/** What Slack sends of one field. */
interface Entered {
  readonly value?: string | null;
  readonly selected_option?: { readonly value?: string } | null;
  readonly selected_options?: readonly { readonly value?: string }[];
  readonly selected_time?: string | null;
  readonly selected_conversation?: string | null;
  readonly selected_user?: string | null;
}

export type FormState = Readonly<Record<string, Readonly<Record<string, Entered>>>>;

/** The chosen channel's id. */
export function channelOf(state: FormState): string | undefined {
  return state[CHANNEL]?.[CHANNEL]?.selected_conversation ?? undefined;
}

/** `digest schedule monday 09:00 Europe/Berlin <#C1|reports> @a sections numbers mention <@U1> …`. */
export function commandOf(state: FormState, channelName: string | undefined, replaces: number | undefined): string {
  const field = (name: string): Entered => state[name]?.[name] ?? {};
  const many = (name: string): readonly string[] =>
    (field(name).selected_options ?? []).flatMap(({ value }) => value ?? []);
  const channel = channelOf(state);
  const sections = many(PARTS);
  const person = field(MENTION).selected_user ?? undefined;
  const waits = field(FINAL).selected_option?.value;
  return [
    'digest schedule',
    field(WEEKDAY).selected_option?.value,
    field(TIME).selected_time,
    field(ZONE).selected_option?.value,
    channel === undefined ? undefined : `<#${channel}|${plain(channelName ?? '').replaceAll(/[\s<>|]/gu, '')}>`,
    ...many(ACCOUNTS),
    sections.length === 0 ? undefined : `sections ${sections.join(',')}`,
    person === undefined ? undefined : `mention <@${person}>`,
    waits === 'yes' ? 'wait for final' : waits === 'no' ? 'without waiting' : undefined,
    replaces === undefined ? undefined : `replace ${replaces}`,
  ]
    .filter((part) => part !== undefined && part !== null && part !== '')
    .join(' ');
}

/** Field of each part of the order. */
const FIELDS: Readonly<Record<AskedPart, string>> = {
  accounts: ACCOUNTS,
  channel: CHANNEL,
  time: TIME,
  zone: ZONE,
  sections: PARTS,
  mention: MENTION,
};

/** What is wrong, at its field; undefined when nothing is, or when it belongs to no field. */
export function errorsOf({ status, about, report }: RenderedAnswer): Readonly<Record<string, string>> | undefined {
  if (status === 'answered' || about === undefined) return undefined;
  const [sentence = ''] = report.summary.split('\n');
  return { [FIELDS[about]]: cut(plain(sentence), LONGEST_ERROR) };
}
