/** The order that a button of one digest carries, as the window shows it. Pure. */
import { SECTIONS, WEEKDAYS, type Section } from '../../core/digests/subscription.ts';

/** A digest as it was when its button was made. */
export interface DigestBefore {
  /** As in orders: `monday`, `09:00`, an IANA name. */
  readonly weekday: string;
  readonly time: string;
  readonly zone: string;
  /** Without `#`; the name may be unknown. */
  readonly channel: { readonly id: string; readonly name: string | undefined } | undefined;
  /** With their `@`. */
  readonly accounts: readonly string[];
  readonly sections: readonly Section[];
  readonly person: string | undefined;
  /** Name of the group that is called. */
  readonly group: string | undefined;
  readonly waitsForFinal: boolean;
}

const DAYS = WEEKDAYS.map((day) => day.toLowerCase());
const WHEN = /^digest schedule (?<weekday>[a-z]+) (?<time>\d{2}:\d{2}) (?<zone>\S+)/u;
const CHANNEL = /<#(?<id>[A-Z0-9]+)(?:\|(?<name>[^>]*))?>/u;
const MENTION = /\bmention <@(?<group>&)?(?<id>[A-Za-z0-9]+)(?:\|(?<name>[^>]*))?>/u;
const PARTS = /\bsections (?<list>[a-z,]+)/u;
const ACCOUNT = /(?<=\s)@\S+/gu;

/** Undefined for a button that names no more than the digest's number. */
export function readBefore(command: string): DigestBefore | undefined {
  const { weekday = '', time = '', zone = '' } = WHEN.exec(command)?.groups ?? {};
  if (!DAYS.includes(weekday)) return undefined;
  const { id: channel, name: channelName } = CHANNEL.exec(command)?.groups ?? {};
  const { group, id: called, name = '' } = MENTION.exec(command)?.groups ?? {};
  const chosen = PARTS.exec(command)?.groups?.['list']?.split(',') ?? SECTIONS;
  return {
    weekday,
    time,
    zone,
    channel: channel === undefined ? undefined : { id: channel, name: channelName },
    accounts: command.match(ACCOUNT) ?? [],
    sections: SECTIONS.filter((one) => chosen.includes(one)),
    person: group === undefined ? called : undefined,
    group: group === undefined ? undefined : name || called,
    waitsForFinal: command.includes(' wait for final'),
  };
}
