/** Report actions ↔ buttons. The whole command is in the custom_id, so buttons outlive the process without a store. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import {
  ButtonStyle,
  ComponentType,
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
} from 'discord.js';
import { lengthOf } from '../../core/reports/fit.ts';
import type { ReportAction } from '../../core/reports/report.ts';
import { toLine } from './escape.ts';
import { CUSTOM_ID_LIMIT } from './limits.ts';

const ROWS = 5;
const PER_ROW = 5;
/** Long commands are deflated and written 14 bits to a character, in the block of CJK ideographs that starts here. */
const FIRST = 0x4e00;
const BITS = 14;
const LONGEST = 2_000;
/** Version, kind (c: command, z: packed command, f: command that opens the form), place, command. */
const ID = /^1([czf])[0-9a-z]{1,2}:(.+)$/su;

type Row = APIActionRowComponent<APIButtonComponentWithCustomId>;

/** What a press asks for. */
export interface PressedButton {
  readonly command: string;
  readonly form: boolean;
}

function pack(text: string): string {
  const bytes = deflateRawSync(Buffer.from(text), { level: 9 });
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  const padded = bits.padEnd(Math.ceil(bits.length / BITS) * BITS, '0');
  return (padded.match(new RegExp(`.{${BITS}}`, 'gu')) ?? [])
    .map((chunk) => String.fromCodePoint(FIRST + Number.parseInt(chunk, 2)))
    .join('');
}

/** Undefined for what `pack` never made. */
function unpack(packed: string): string | undefined {
  const bits = Array.from(packed, (character) =>
    ((character.codePointAt(0) ?? 0) - FIRST).toString(2).padStart(BITS, '0'),
  ).join('');
  const bytes = (bits.match(/[01]{8}/gu) ?? []).map((chunk) => Number.parseInt(chunk, 2));
  try {
    return inflateRawSync(Uint8Array.from(bytes), { maxOutputLength: LONGEST }).toString();
  } catch {
    return undefined;
  }
}

/**
 * The custom_id of an action; `place` makes it unique in its message. Undefined when the command is too long even packed,
 * and for a form that is a command with typed options here.
 */
export function encodeButton({ command, form }: ReportAction, place: number): string | undefined {
  if (form === 'digest') return undefined;
  const at = place.toString(36);
  const plain = `1${form === undefined ? 'c' : 'f'}${at}:${command}`;
  if (lengthOf(plain) <= CUSTOM_ID_LIMIT) return plain;
  const packed = `1z${at}:${pack(command)}`;
  return lengthOf(packed) <= CUSTOM_ID_LIMIT ? packed : undefined;
}

/** Reads a custom_id of this or an earlier process; undefined for ids of another kind. */
export function decodeButton(customId: string): PressedButton | undefined {
  const [, kind, rest] = ID.exec(customId) ?? [];
  if (kind === undefined || rest === undefined) return undefined;
  const command = kind === 'z' ? unpack(rest) : rest;
  return command === undefined ? undefined : { command, form: kind === 'f' };
}

function toButton(action: ReportAction, place: number): readonly APIButtonComponentWithCustomId[] {
  const customId = encodeButton(action, place);
  if (customId === undefined) return [];
  const label = toLine(action.label);
  return [
    {
      type: ComponentType.Button,
      style: action.active === true ? ButtonStyle.Primary : ButtonStyle.Secondary,
      label: label === '' ? '…' : label,
      custom_id: customId,
    },
  ];
}

function chunk<T>(items: readonly T[]): readonly (readonly T[])[] {
  const rows = Math.ceil(items.length / PER_ROW);
  return Array.from({ length: rows }, (_, i) => items.slice(i * PER_ROW, (i + 1) * PER_ROW));
}

/** Rows of buttons, a group to itself where the rows suffice. At most 25 actions; labels already fit. */
export function toRows(actions: readonly ReportAction[]): readonly Row[] {
  const placed = actions.map((action, place) => ({ group: action.group, buttons: toButton(action, place) }));
  const groups = new Map<string, APIButtonComponentWithCustomId[]>();
  for (const { group, buttons } of placed) groups.set(group, [...(groups.get(group) ?? []), ...buttons]);
  const apart = [...groups.values()].flatMap(chunk);
  const rows = apart.length <= ROWS ? apart : chunk(placed.flatMap(({ buttons }) => buttons));
  return rows.slice(0, ROWS).map((components) => ({ type: ComponentType.ActionRow, components: [...components] }));
}
