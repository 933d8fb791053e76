/** What is said about a digest besides weekday, time, zone, place and accounts: `sections numbers,posts mention @team`. */
import { SECTIONS, type DigestOptions, type Section } from '../digests/subscription.ts';
import { AppError } from '../errors.ts';
import type { Mention } from '../reports/report.ts';
import { closest } from '../words.ts';

/** Slack: `<!subteam^S1|@team>`, `<@U1|name>`; Discord: `<@&1>` is a role, `<@1>` and `<@!1>` a person. */
const MENTION =
  /\bmention(?:s|ing)?:?\s+(?:<!subteam\^(?<team>[a-z0-9]+)(?:\|@?(?<teamName>[^>]*))?>|<@(?<role>&)?!?(?<id>[a-z0-9]+)(?:\|@?(?<name>[^>]*))?>)/iu;
const NO_MENTION = /\b(?:without|no) mentions?\b/u;
const NO_WAIT = /\b(?:without|no|not) wait(?:ing)?(?: for final)?(?: data| numbers)?\b|\bat once\b/u;
const WAIT = /\bwait(?:s|ing)? (?:for|until)(?: it is| the week is)? final(?: data| numbers)?\b/u;
/** The words of an order that say which digest it changes; the number is its group. */
export const REPLACE = /\breplac(?:e|es|ing)(?: digest)? #?(\d{1,9})\b/iu;
const SECTIONS_SAID = /^(?:sections?:?|only)$/u;
const WITHOUT_SAID = /^(?:without|except):?$/u;
const BETWEEN = new Set(['and', 'the', '&']);
const LONGEST_NAME = 80;

/** What was said; undefined where nothing was. */
export interface OptionWords {
  readonly sections: readonly Section[] | undefined;
  /** `none`: nobody is called any more. */
  readonly mention: Mention | 'none' | undefined;
  readonly waitsForFinal: boolean | undefined;
  /** The digest that this order is put in the place of. */
  readonly replaces: number | undefined;
}

function nameOf(said: string | undefined, id: string): string {
  const name = (said ?? '').replaceAll(/[\p{C}<>@|]/gu, '').trim();
  return Array.from(name === '' ? id : name)
    .slice(0, LONGEST_NAME)
    .join('');
}

/**
 * Whom the text as it was typed asks to call, and the text without that: ids of platforms have capitals, which the
 * grammar makes small, and a person is no account.
 */
export function takeMention(text: string): { readonly mention: Mention | undefined; readonly left: string } {
  const found = MENTION.exec(text);
  if (found === null) return { mention: undefined, left: text };
  const { team, teamName, role, id = '', name } = found.groups ?? {};
  const mention: Mention =
    team === undefined
      ? { kind: role === undefined ? 'person' : 'group', id, name: nameOf(name, id) }
      : { kind: 'group', id: team, name: nameOf(teamName, team) };
  return { mention, left: text.replace(found[0], ' ') };
}

/** Refuses the role that is everybody, which in Discord has the id of the server. AppError. */
export function refuseEveryone(mention: Mention | undefined, workspaceRemoteId: string, what: string): void {
  if (mention?.id !== workspaceRemoteId) return;
  throw new AppError('bad-request', `${what} mentions a person, a role or a group, never everyone.`, {
    about: 'mention',
  });
}

function sectionOf(word: string): Section {
  const found = SECTIONS.find((one) => one === word || one === `${word}s` || `${one}s` === word);
  if (found !== undefined) return found;
  if (word === 'story') return 'stories';
  const near = closest(word, SECTIONS, 1)[0];
  throw new AppError('unknown-words', `A digest has no section “${word}”.`, {
    hint: `${near === undefined ? '' : `Did you mean ${near}? `}The sections are ${SECTIONS.join(', ')}.`,
    about: 'sections',
  });
}

function isSection(word: string): boolean {
  return word === 'all' || word === 'story' || SECTIONS.some((one) => one === word || one === `${word}s`);
}

/** The words after `sections`, `only` or `without`, as far as they name sections or stand between commas. */
function takeSections(words: readonly string[]): { readonly sections?: readonly Section[]; readonly left: string[] } {
  const left: string[] = [];
  let chosen: Set<Section> | undefined;
  let mode: 'only' | 'without' | undefined;
  let owed = false;
  for (const word of words) {
    const said = SECTIONS_SAID.test(word) ? 'only' : WITHOUT_SAID.test(word) ? 'without' : undefined;
    if (said !== undefined) {
      mode = said;
      owed = true;
      chosen ??= new Set(said === 'only' ? [] : SECTIONS);
      continue;
    }
    const parts = word.split(',').filter((part) => part !== '');
    // A word belongs to the list when one is owed, when it holds a comma, or when it is a section.
    if (mode !== undefined && BETWEEN.has(word)) continue;
    if (mode === undefined || chosen === undefined || !(owed || word.includes(',') || isSection(word))) {
      mode = undefined;
      left.push(word);
      continue;
    }
    owed = word.endsWith(',');
    for (const part of parts) {
      if (part === 'all') for (const one of SECTIONS) chosen.add(one);
      else if (mode === 'only') chosen.add(sectionOf(part));
      else chosen.delete(sectionOf(part));
    }
  }
  if (chosen === undefined) return { left };
  const sections = SECTIONS.filter((one) => chosen.has(one));
  if (sections.length === 0) {
    throw new AppError('bad-request', 'A digest without sections has nothing to say.', {
      hint: `Choose some of ${SECTIONS.join(', ')}.`,
      about: 'sections',
    });
  }
  return { sections, left };
}

/** Takes the options out of the words of an order. AppError for sections that there are not, or when none is left. */
export function takeOptions(words: readonly string[]): {
  readonly options: Omit<OptionWords, 'mention'> & { readonly mention: 'none' | undefined };
  readonly left: readonly string[];
} {
  let text = words.join(' ');
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const found = pattern.exec(text);
    if (found !== null) text = text.replace(found[0], ' ');
    return found;
  };
  const noWait = take(NO_WAIT) !== null;
  const wait = take(WAIT) !== null;
  const mention = take(NO_MENTION) === null ? undefined : 'none';
  const replaced = take(REPLACE)?.[1];
  const { sections, left } = takeSections(text.split(' ').filter((word) => word !== ''));
  return {
    options: {
      sections,
      mention,
      waitsForFinal: wait ? true : noWait ? false : undefined,
      replaces: replaced === undefined ? undefined : Number(replaced),
    },
    left,
  };
}

/** The options of an order, what is not said as it was before. */
export function mergeOptions(said: OptionWords, before: DigestOptions): DigestOptions {
  const mention = said.mention === 'none' ? undefined : (said.mention ?? before.mention);
  return {
    sections: said.sections ?? before.sections,
    ...(mention === undefined ? {} : { mention }),
    waitsForFinal: said.waitsForFinal ?? before.waitsForFinal,
  };
}

/** "only numbers and posts", "mentions @team": what differs from a plain digest, in words. */
export function optionWords({ sections, mention }: DigestOptions): readonly string[] {
  const missing = SECTIONS.filter((one) => !sections.includes(one));
  const parts =
    missing.length === 0
      ? []
      : missing.length < sections.length
        ? [`without ${missing.join(', ')}`]
        : [`only ${sections.join(', ')}`];
  return [...parts, ...(mention === undefined ? [] : [`mentions @${mention.name}`])];
}
