/** The window that orders a digest or changes one. Pure. */
import type { types } from '@slack/bolt';
import { SECTIONS, WEEKDAYS, type Section } from '../../core/digests/subscription.ts';
import type { DigestBefore } from './digest-before.ts';
import {
  ACCOUNTS,
  CHANNEL,
  FINAL,
  GROUP,
  MENTION,
  PARTS,
  TIME,
  WEEKDAY,
  ZONE,
  type DigestOrder,
} from './digest-fields.ts';
import { modal, paragraph, plainText } from './modals.ts';

export const DIGEST = 'ig-digest';

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

export interface FormStart extends DigestOrder {
  /** False: as the list said it that holds the button, which may be an old one. */
  readonly isNow: boolean;
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

/** `{ [key]: value }` where there is a value: Slack takes no empty choices. */
function chosen<Key extends string, Value>(key: Key, value: Value | undefined): Partial<Record<Key, Value>> {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return {};
  return { [key]: value } as Partial<Record<Key, Value>>;
}

/** The first choices: those of the digest as it is, those of a new one, or none where nobody knows. */
function firstChoices({ replaces, before, zone }: FormStart): Partial<DigestBefore> {
  if (before !== undefined) return before;
  if (replaces !== undefined) return {};
  const plain = { weekday: 'monday', time: '09:00', sections: SECTIONS, waitsForFinal: false };
  return zone === undefined ? plain : { ...plain, zone };
}

function intro({ replaces, before, isNow }: FormStart): string {
  if (replaces === undefined) return 'One message a week about one or several accounts.';
  const empty = 'What you leave empty stays as it is';
  if (before === undefined) return `${empty}.`;
  const shown = isNow ? 'This is how it is now' : 'This is how it was when this list was made';
  return `${shown}. Only what you change is changed. ${empty}, but for the mention.`;
}

/** Whether the group that is called now is called on: Slack has no list of groups to choose from. */
function groupInput(group: string | undefined): readonly types.InputBlock[] {
  if (group === undefined) return [];
  const keep = [option(`Notify @${group} as now`, 'keep')];
  const element = { type: 'checkboxes', action_id: GROUP, options: keep, initial_options: keep } as const;
  return [input(GROUP, 'Group', element, { optional: true })];
}

/** The window; of a digest that is changed every field may be left as it is. */
export function digestModal(start: FormStart): types.ModalView {
  const { replaces, metadata } = start;
  const change = replaces !== undefined;
  const first = firstChoices(start);
  const weekdays = WEEKDAYS.map((day) => option(day, day.toLowerCase()));
  const parts = SECTIONS.map((section) => option(PART_WORDS[section], section));
  const waits = [option(WAITS.no, 'no'), option(WAITS.yes, 'yes')];
  const waiting = first.waitsForFinal === undefined ? undefined : waits[first.waitsForFinal ? 1 : 0];
  return {
    ...modal(change ? `Change digest ${replaces}` : 'Order a digest', [
      paragraph(intro(start)),
      input(
        ACCOUNTS,
        'Accounts',
        {
          type: 'multi_external_select',
          action_id: ACCOUNTS,
          min_query_length: 0,
          placeholder: plainText('Choose accounts'),
          ...chosen(
            'initial_options',
            first.accounts?.map((name) => option(name, name)),
          ),
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
          ...(change ? chosen('initial_conversation', first.channel?.id) : { default_to_current_conversation: true }),
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
          ...chosen(
            'initial_option',
            weekdays.find(({ value }) => value === first.weekday),
          ),
        },
        { optional: change },
      ),
      input(
        TIME,
        'Time',
        { type: 'timepicker', action_id: TIME, ...chosen('initial_time', first.time) },
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
          ...(first.zone === undefined ? {} : { initial_option: option(first.zone, first.zone) }),
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
          ...chosen(
            'initial_options',
            parts.filter((_, index) => first.sections?.some((section) => section === SECTIONS[index])),
          ),
        },
        { optional: change },
      ),
      input(
        MENTION,
        'Mention',
        {
          type: 'multi_users_select',
          action_id: MENTION,
          max_selected_items: 1,
          placeholder: plainText('Nobody'),
          ...(first.person === undefined ? {} : { initial_users: [first.person] }),
        },
        { optional: true, hint: 'Notified by every digest. A group: /ig digest schedule … mention @group' },
      ),
      ...groupInput(first.group),
      input(
        FINAL,
        'When to post',
        { type: 'radio_buttons', action_id: FINAL, options: waits, ...chosen('initial_option', waiting) },
        { optional: change },
      ),
    ]),
    callback_id: DIGEST,
    private_metadata: metadata,
    submit: plainText(change ? 'Change' : 'Order'),
  };
}
