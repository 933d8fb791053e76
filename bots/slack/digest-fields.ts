/** The fields of the window that orders a digest, and the command that what was entered makes. Pure. */
import type { AskedPart, RenderedAnswer } from '../../core/commands.ts';
import { cut } from '../../core/reports/fit.ts';
import type { DigestBefore } from './digest-before.ts';
import { plain } from './text.ts';

/** Fields: a block and its element have the same name. */
export const ACCOUNTS = 'accounts';
export const ZONE = 'zone';
export const CHANNEL = 'channel';
export const WEEKDAY = 'weekday';
export const TIME = 'time';
export const PARTS = 'sections';
export const MENTION = 'mention';
export const GROUP = 'group';
export const FINAL = 'final';
/** Slack shows more badly. */
const LONGEST_ERROR = 300;

/** What is ordered. */
export interface DigestOrder {
  /** The digest that is changed; undefined: a new one. */
  readonly replaces: number | undefined;
  /** How that one was when the window was opened, where the button says it. */
  readonly before: DigestBefore | undefined;
}

/** What Slack sends of one field. */
interface Entered {
  readonly value?: string | null;
  readonly selected_option?: { readonly value?: string } | null;
  readonly selected_options?: readonly { readonly value?: string }[];
  readonly selected_time?: string | null;
  readonly selected_conversation?: string | null;
  readonly selected_users?: readonly string[];
}

export type FormState = Readonly<Record<string, Readonly<Record<string, Entered>>>>;

/** The chosen channel's id. */
export function channelOf(state: FormState): string | undefined {
  return state[CHANNEL]?.[CHANNEL]?.selected_conversation ?? undefined;
}

/** Who is called from now on; nothing when that stays. A person who was taken out, and a group not kept, are called no more. */
function mentionWords(state: FormState, before: DigestBefore | undefined): string | undefined {
  const [person] = state[MENTION]?.[MENTION]?.selected_users ?? [];
  if (person !== undefined) return person === before?.person ? undefined : `mention <@${person}>`;
  const keeps = (state[GROUP]?.[GROUP]?.selected_options ?? []).length > 0;
  const wasCalled = before?.person !== undefined || (before?.group !== undefined && !keeps);
  return wasCalled ? 'without mention' : undefined;
}

/** The words of a field unless they are as before: what nobody changed here may have been changed elsewhere meanwhile. */
function changedWords(words: readonly string[], before: readonly string[] = []): readonly string[] {
  return [...words].sort().join(' ') === [...before].sort().join(' ') ? [] : words;
}

/**
 * `digest schedule monday 09:00 Europe/Berlin <#C1|reports> @a sections numbers mention <@U1> …`; of a digest that is changed
 * only what differs from how the window opened.
 */
export function commandOf(
  state: FormState,
  channelName: string | undefined,
  { replaces, before }: DigestOrder,
): string {
  const field = (name: string): Entered => state[name]?.[name] ?? {};
  const many = (name: string): readonly string[] =>
    (field(name).selected_options ?? []).flatMap(({ value }) => value ?? []);
  const changed = (value: string | null | undefined, was: string | undefined): string | undefined =>
    value === null || value === was ? undefined : value;
  const channel = changed(channelOf(state), before?.channel?.id);
  const sections = changedWords(many(PARTS), before?.sections);
  const waited = before === undefined ? undefined : before.waitsForFinal ? 'yes' : 'no';
  const waits = changed(field(FINAL).selected_option?.value, waited);
  return [
    'digest schedule',
    changed(field(WEEKDAY).selected_option?.value, before?.weekday),
    changed(field(TIME).selected_time, before?.time),
    changed(field(ZONE).selected_option?.value, before?.zone),
    channel === undefined ? undefined : `<#${channel}|${plain(channelName ?? '').replaceAll(/[\s<>|]/gu, '')}>`,
    ...changedWords(many(ACCOUNTS), before?.accounts),
    sections.length === 0 ? undefined : `sections ${sections.join(',')}`,
    mentionWords(state, before),
    waits === 'yes' ? 'wait for final' : waits === 'no' ? 'without waiting' : undefined,
    replaces === undefined ? undefined : `replace ${replaces}`,
  ]
    .filter((part) => part !== undefined && part !== '')
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
