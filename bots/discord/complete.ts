/** Completions while an option is being typed, from core's memory. */
import type { APIApplicationCommandOptionChoice } from 'discord.js';
import type { Caller, Suggestion } from '../../core/commands.ts';
import { SECTIONS } from '../../core/digests/subscription.ts';
import { findZones } from '../../core/digests/wall-clock.ts';
import type { Door } from '../../core/ports.ts';
import { cut, lengthOf } from '../../core/reports/fit.ts';
import { toLine } from './escape.ts';
import { CHOICE_LIMIT, CHOICES_LIMIT } from './limits.ts';
import { toHalfTyped, type Chosen } from './chosen.ts';

type Choice = APIApplicationCommandOptionChoice<string>;

/** Discord waits 3 s in all. */
const PATIENCE = 2_000;
const ACCOUNT_OPTIONS: readonly (string | undefined)[] = ['account', 'accounts'];
/** A sentence core completes accounts or periods after, where the command so far names no metric. */
const SAMPLE = 'reach';

function fitsOption(focused: string | undefined, word: string): boolean {
  if (ACCOUNT_OPTIONS.includes(focused)) return word.startsWith('@');
  return focused === 'period' ? !word.includes('@') : true;
}

function toChoice(word: string, summary: string): readonly Choice[] {
  const value = toLine(word);
  if (value === '' || lengthOf(value) > CHOICE_LIMIT) return [];
  const about = toLine(summary);
  return [{ name: cut(about === '' ? value : `${value} — ${about}`, CHOICE_LIMIT), value }];
}

function patiently(suggesting: Promise<readonly Suggestion[]>): Promise<readonly Suggestion[]> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve([]);
    }, PATIENCE);
    void suggesting
      .catch(() => [])
      .then((found) => {
        clearTimeout(timer);
        resolve(found);
      });
  });
}

/** Completions of the options of a digest that core has no words for. */
function ownWords(focused: string | undefined, typed: string): readonly string[] | undefined {
  if (focused === 'zone') return findZones(typed, CHOICES_LIMIT);
  if (focused !== 'sections') return undefined;
  const said = typed.toLowerCase().split(/[\s,]+/u);
  const whole = said.filter((word) => SECTIONS.some((section) => section === word));
  const typing = said.at(-1) ?? '';
  const others = SECTIONS.filter((section) => !whole.includes(section));
  const next = others.filter((section) => whole.includes(typing as never) || section.startsWith(typing));
  const lists = next.map((section) => [...whole, section].join(','));
  return whole.length === 0 ? lists : [whole.join(','), ...lists];
}

/** At most 25 choices for the option being typed; none rather than late ones. Never rejects. */
export async function completeOption(door: Door, chosen: Chosen, caller: Caller): Promise<readonly Choice[]> {
  const own = ownWords(chosen.focused, chosen.values.get(chosen.focused ?? '') ?? '');
  if (own !== undefined) return own.map((word) => ({ name: word, value: word }));
  const half = toHalfTyped(chosen);
  const before = half.before === '' && chosen.focused !== 'name' ? SAMPLE : half.before;
  const text = [before, half.typing].filter((part) => part !== '').join(' ');
  const typed = half.typing === '' && before !== '' ? `${text} ` : text;
  const found = await patiently(door.complete({ text: typed, caller }));
  const choices = found.flatMap(({ text: whole, summary }) => {
    const word = whole.startsWith(`${before} `) ? whole.slice(before.length + 1) : whole;
    return word !== before && fitsOption(chosen.focused, word) ? toChoice(word, summary) : [];
  });
  const unique = new Map(choices.map((choice) => [choice.value, choice]));
  return [...unique.values()].slice(0, CHOICES_LIMIT);
}
