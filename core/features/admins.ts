/** `/ig admins …`: people who may change settings here although the platform does not make them admins. */
import { z } from 'zod';
import type { Caller } from '../commands.ts';
import { AppError } from '../errors.ts';
import type { ReportAction } from '../reports/report.ts';
import { closest, normaliseText } from '../words.ts';
import { requireAdmin } from './connect.ts';
import type { Answer, Ask, Deps, Feature } from './feature.ts';

const VERBS = ['list', 'add', 'remove'] as const;
type Verb = (typeof VERBS)[number];

/** Slack: `<@U123|name>`, `<@U123>`; Discord: `<@123>`, `<@!123>`. Not `<@&…>`, which is a role. */
const MENTION = /<@!?([^\s<>|&!@]+)(?:\|([^>]*))?>/gu;
/** Ids as Slack and Discord show them in profiles, for people who cannot be mentioned any more. */
const BARE_ID = /^(?:[UW](?=[A-Z]*\d)[A-Z0-9]{7,20}|\d{15,21})$/u;
const FILLERS = new Set(['to', 'from', 'as']);
const LONGEST = 80;
const MOST_TYPED = 500;
const MOST_BUTTONS = 5;

const NAMED = z.array(z.object({ id: z.string().min(1), name: z.string() }));
type Person = Readonly<z.infer<typeof NAMED>[number]>;

interface Words {
  readonly verb: Verb;
  readonly people: readonly { readonly id: string; readonly name: string; readonly mentioned: boolean }[];
}

function settingOf({ platform, remoteId }: Caller['workspace']): string {
  return `admins/${platform}/${remoteId}`;
}

async function readNamed(deps: Deps, workspace: Caller['workspace']): Promise<readonly Person[]> {
  const text = await deps.store.readSetting(settingOf(workspace));
  return text === undefined ? [] : NAMED.parse(JSON.parse(text));
}

function writeNamed(deps: Deps, workspace: Caller['workspace'], people: readonly Person[]): Promise<void> {
  return deps.store.writeSetting(settingOf(workspace), JSON.stringify(people));
}

/** The caller with the right of those named here added to the platform's own. */
export async function withNamedRight(deps: Deps, caller: Caller): Promise<Caller> {
  if (caller.admin) return caller;
  const named = await readNamed(deps, caller.workspace);
  return named.some(({ id }) => id === caller.userId) ? { ...caller, admin: true } : caller;
}

/** One line of plain text: nothing in it can be read as a mention. */
function plain(text: string): string {
  const line = text.normalize('NFKC').replaceAll(/\s+/gu, ' ');
  return Array.from(line.replaceAll(/[\p{C}<>@|"'`“”‘’]/gu, '').trim())
    .slice(0, LONGEST)
    .join('');
}

function unknownWord(word: string, suggestions: readonly string[]): AppError {
  return new AppError('unknown-words', `I do not know “${plain(word)}” here.`, {
    hint: 'Say admins list, admins add @person or admins remove @person.',
    suggestions: suggestions.map((verb) => `admins ${verb}`),
  });
}

/** Reads the text as it was typed: the grammar makes letters small, and ids of platforms have capitals. */
function readWords(text: string): Words {
  const typed = text.slice(0, MOST_TYPED);
  const mentions = [...typed.matchAll(MENTION)].map(([, id = '', name = '']) => ({
    id,
    name: plain(name) || plain(id),
    mentioned: true,
  }));
  const words = typed
    .replaceAll(MENTION, ' ')
    .split(/\s+/u)
    .filter((word) => normaliseText(word) !== '');
  if (/^\/?ig$/u.test(normaliseText(words[0] ?? ''))) words.shift();
  const own = words.findIndex((word) => normaliseText(word) === 'admins');
  if (own !== -1) words.splice(own, 1);
  const at = words.findIndex((word) => VERBS.some((verb) => verb === normaliseText(word)));
  const [said] = at === -1 ? [] : words.splice(at, 1);
  const verb = VERBS.find((one) => one === normaliseText(said ?? ''));
  const left = words.filter((word) => !FILLERS.has(normaliseText(word)));
  const [first] = left;
  if (verb === undefined && (first !== undefined || mentions.length > 0)) {
    throw unknownWord(first ?? mentions[0]?.name ?? '', closest(first ?? '', VERBS, 1));
  }
  if (first !== undefined && (mentions.length > 0 || verb === 'list')) throw unknownWord(first, ['list']);
  const named = left.map((word) => plain(word.replace(/[,;]$/u, ''))).filter((word) => word !== '');
  return {
    verb: verb ?? 'list',
    people: mentions.length > 0 ? mentions : named.map((word) => ({ id: word, name: word, mentioned: false })),
  };
}

function onePerson({ verb, people }: Words): Words['people'][number] {
  const [person] = people;
  if (person !== undefined && people.length === 1) return person;
  throw new AppError('bad-request', person === undefined ? `Say whom to ${verb}.` : 'Name one person at a time.', {
    hint: `For example /ig admins ${verb} @person.`,
    suggestions: ['admins list'],
  });
}

function said(title: string, text: string): Answer {
  return {
    status: 'answered',
    report: {
      title,
      summary: text,
      blocks: [{ kind: 'text', text }],
      footer: 'Reachboard',
      actions: [{ label: 'Admins', command: 'admins list', group: 'account' }],
    },
  };
}

async function add(deps: Deps, ask: Ask, words: Words): Promise<Answer> {
  requireAdmin(ask.caller, 'name other admins');
  const { id, name, mentioned } = onePerson(words);
  // The page and the shell have no mentions: there a word is the id. Elsewhere it would name nobody.
  const local = ask.caller.home && ask.owner.id === ask.workspace.id;
  if (!mentioned && !local && !BARE_ID.test(id)) {
    throw new AppError('bad-request', `I cannot tell who “${name}” is.`, {
      hint: 'Mention the person, so that the platform says who it is.',
      suggestions: ['admins list'],
    });
  }
  const named = await readNamed(deps, ask.caller.workspace);
  if (named.some((one) => one.id === id)) {
    return said(`${name} is an admin here already`, `${name} may change settings here already.`);
  }
  await writeNamed(deps, ask.caller.workspace, [...named, { id, name }]);
  deps.logger.warn({ workspace: ask.workspace.id, user: ask.caller.userId, named: id }, 'an admin was named');
  return said(`${name} is an admin here`, `${name} may now change settings here, as admins of this workspace do.`);
}

async function remove(deps: Deps, ask: Ask, words: Words): Promise<Answer> {
  requireAdmin(ask.caller, 'remove admins');
  const { id, name, mentioned } = onePerson(words);
  const named = await readNamed(deps, ask.caller.workspace);
  const same = named.filter((one) => one.id === id);
  const alike = mentioned ? [] : named.filter((one) => normaliseText(one.name) === normaliseText(name));
  const found = same.length > 0 ? same : alike;
  const [person] = found;
  if (person === undefined) {
    throw new AppError('not-found', `${name} was not named an admin here.`, {
      hint: 'Admins of the platform itself are removed there.',
      suggestions: ['admins list'],
    });
  }
  if (found.length > 1) {
    throw new AppError('bad-request', `Several people are called ${name}.`, {
      hint: 'Use the buttons under the list, or the id.',
      suggestions: ['admins list'],
    });
  }
  await writeNamed(
    deps,
    ask.caller.workspace,
    named.filter((one) => one.id !== person.id),
  );
  deps.logger.warn({ workspace: ask.workspace.id, user: ask.caller.userId, named: person.id }, 'an admin was removed');
  return said(`${person.name} is no admin here any more`, `${person.name} may not change settings here any more.`);
}

async function list(deps: Deps, ask: Ask): Promise<Answer> {
  const named = await readNamed(deps, ask.caller.workspace);
  const summary =
    named.length === 0
      ? 'Nobody is named: only the platform’s own admins may change settings here.'
      : `Besides the platform’s own admins: ${named.map(({ name }) => name).join(', ')}.`;
  const buttons: readonly ReportAction[] = ask.caller.admin
    ? named
        .slice(0, MOST_BUTTONS)
        .map(({ id, name }) => ({ label: `Remove ${name}`, command: `admins remove <@${id}>`, group: 'fix' }))
    : [];
  return {
    status: 'answered',
    report: {
      title: 'Admins',
      summary,
      blocks: [
        { kind: 'text', text: summary },
        ...(named.length === 0
          ? []
          : [
              {
                kind: 'table' as const,
                caption: 'People named here',
                columns: ['Name', 'Id'],
                rows: named.map(({ id, name }) => [name, id]),
              },
            ]),
      ],
      footer: 'Reachboard',
      actions: buttons,
    },
  };
}

export const adminsFeature: Feature = {
  spec: {
    name: 'admins',
    summary: 'Who besides the platform’s own admins may change settings here',
    options: [{ name: 'more', summary: 'list, add @person, remove @person', required: false }],
    audience: 'caller',
    admin: false,
    examples: ['admins list'],
  },
  answer(deps, ask) {
    const words = readWords(ask.text);
    if (words.verb === 'add') return add(deps, ask, words);
    if (words.verb === 'remove') return remove(deps, ask, words);
    return list(deps, ask);
  },
};
