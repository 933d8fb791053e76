/** The front of core: one door for every platform. Any AppError on the way becomes a report here, once. */
import type { Account, Connection, Workspace } from './accounts.ts';
import type { Caller, CommandCall, RenderedAnswer, Suggestion } from './commands.ts';
import { AppError } from './errors.ts';
import { adminsFeature, withNamedRight } from './features/admins.ts';
import { alertsFeature } from './features/alerts.ts';
import { audienceFeature } from './features/audience-report.ts';
import { accountsFeature, defaultFeature } from './features/accounts.ts';
import { breakdownOfWord } from './features/breakdown-names.ts';
import { compareFeature } from './features/compare.ts';
import { connectByForm, connectFeature, disconnectFeature } from './features/connect.ts';
import type { Answer, Ask, Deps, Feature } from './features/feature.ts';
import { inThemes } from './deliveries/pack.ts';
import { digestFeature } from './features/digest.ts';
import { errorAnswer } from './features/error-answer.ts';
import { exportFeature } from './features/export.ts';
import { forgetFeature } from './features/forget.ts';
import { goalFeature } from './features/goal.ts';
import { helpFeature } from './features/help.ts';
import { answerImport } from './features/import-answer.ts';
import { offeredMediaNames, offeredNames } from './features/metric-name.ts';
import { answerMetric } from './features/metric-report.ts';
import { onlineFeature } from './features/online-report.ts';
import { postFeature } from './features/post.ts';
import { postsFeature } from './features/posts.ts';
import { profileFeature } from './features/profile-report.ts';
import { storiesFeature } from './features/stories.ts';
import { storyFeature } from './features/story.ts';
import { statusFeature } from './features/status.ts';
import { findMetric } from './instagram/catalogue.ts';
import { findMediaMetric } from './instagram/media/catalogue.ts';
import type { ImportWish } from './imports/import-wish.ts';
import { parseCommandText, type ParsedCommand } from './parse.ts';
import { createPlaces } from './places.ts';
import type { ChartRenderer, Door } from './ports.ts';
import { formatNumber } from './reports/format.ts';
import { renderReport } from './reports/render.ts';
import type { Theme } from './reports/report.ts';
import type { Secret } from './secret.ts';
import { suggest } from './suggest.ts';
import { closest, LONGEST_COMMAND } from './words.ts';

const metricFeature: Feature = {
  spec: {
    name: 'metric',
    summary: 'Any metric by its name, today’s or an older one',
    options: [
      { name: 'name', summary: 'Name of the metric', required: true },
      { name: 'when', summary: 'day, week, 28d, last month, 2026-W45, A..B', required: false },
      { name: 'account', summary: 'Which account', required: false },
    ],
    audience: 'channel',
    admin: false,
    examples: ['reach week @account', 'followers 28d @account', 'impressions last month @account'],
  },
  answer: answerMetric,
};

const FEATURES: readonly Feature[] = [
  metricFeature,
  profileFeature,
  audienceFeature,
  onlineFeature,
  postsFeature,
  postFeature,
  storiesFeature,
  storyFeature,
  compareFeature,
  exportFeature,
  digestFeature,
  alertsFeature,
  goalFeature,
  accountsFeature,
  defaultFeature,
  connectFeature,
  disconnectFeature,
  adminsFeature,
  forgetFeature,
  statusFeature,
  helpFeature,
];
const BY_NAME = new Map(FEATURES.map((feature) => [feature.spec.name, feature]));
const MENU = FEATURES.map((feature) => feature.spec);
const COMMAND_WORDS = new Set(BY_NAME.keys());
/** The home workspace: the page and the shell. */
export const HOME = { platform: 'local', remoteId: 'local' } as const;

/** The name a word is near to; a command whose verb is among the other words keeps them: `digets list` is `digest list`. */
function meant(name: string, others: readonly string[]): string {
  const verbs = BY_NAME.get(name)?.spec.verbs ?? [];
  if (verbs.some((verb) => others.includes(verb.name))) return [name, ...others].join(' ');
  return (findMetric(name) ?? findMediaMetric(name))?.name ?? name;
}

function unknownWords(command: ParsedCommand): AppError {
  const typed = command.rest.join(' ');
  if (typed === '') {
    const said = [command.when ?? 'week', ...command.accounts.map((name) => `@${name}`)];
    return new AppError('unknown-words', 'Say what you want to know.', {
      hint: 'For example a metric and a period.',
      suggestions: [`reach ${said.join(' ')}`, 'help'],
    });
  }
  const names = [...COMMAND_WORDS, ...offeredNames(), ...offeredMediaNames()];
  const near = command.rest
    .flatMap((word, at) => closest(word, names, 2).map((name) => meant(name, command.rest.toSpliced(at, 1))))
    .concat(closest(typed.replaceAll(' ', '_'), names, 2).map((name) => meant(name, [])));
  // Words that say in which parts were understood all the same.
  const parts = command.rest.filter((word) => word === 'by' || breakdownOfWord(word) !== undefined);
  const tail = [...parts, command.when, ...command.accounts.map((name) => `@${name}`)]
    .filter((word) => word !== undefined)
    .join(' ');
  return new AppError('unknown-words', `I do not know “${typed}”.`, {
    hint: near.length > 0 ? 'Did you mean:' : 'Try /ig help.',
    suggestions: near.length > 0 ? [...new Set(near)].slice(0, 3).map((name) => `${name} ${tail}`.trim()) : ['help'],
  });
}

/** Demo accounts are there while the demo runs and nobody has connected a real one. */
function visible(accounts: readonly Account[], demo: boolean): readonly Account[] {
  const connected = accounts.some((account) => account.origin === 'graph');
  return demo && !connected ? accounts : accounts.filter((account) => account.origin !== 'demo');
}

interface Sight {
  readonly accounts: readonly Account[];
  readonly connections: readonly Connection[];
}

async function look(deps: Deps, workspace: Workspace): Promise<Sight> {
  const [accounts, connections] = await Promise.all([
    deps.store.listAccounts(workspace.id),
    deps.store.listConnections(workspace.id),
  ]);
  return { accounts, connections };
}

/** The demo's accounts belong to the home workspace and are shown everywhere (DEMO=on serves every door). */
async function withDemo(deps: Deps, own: Sight): Promise<Sight> {
  const home = await deps.store.saveWorkspace(HOME.platform, HOME.remoteId);
  const { accounts, connections } = await look(deps, home);
  const demo = accounts.filter((account) => account.origin === 'demo');
  const ids = new Set(demo.map((account) => account.id));
  return {
    accounts: [...own.accounts, ...demo],
    connections: [...own.connections, ...connections.filter((row) => ids.has(row.accountId))],
  };
}

async function prepare(deps: Deps, command: ParsedCommand, call: CommandCall): Promise<Ask> {
  const caller = await withNamedRight(deps, call.caller);
  const workspace = await deps.store.saveWorkspace(caller.workspace.platform, caller.workspace.remoteId);
  const owner: Workspace = caller.home ? await deps.store.saveWorkspace(HOME.platform, HOME.remoteId) : workspace;
  const { demo } = deps.about();
  const own = await look(deps, owner);
  const home = owner.platform === HOME.platform && owner.remoteId === HOME.remoteId;
  const { accounts, connections } = demo && !home ? await withDemo(deps, own) : own;
  return {
    command,
    text: call.text,
    caller,
    workspace,
    owner,
    accounts: visible(accounts, demo),
    connections,
    menu: MENU,
  };
}

async function answerCommand(
  deps: Deps,
  command: ParsedCommand,
  ask: Ask,
): Promise<{ readonly feature: Feature; readonly answer: Answer }> {
  if (command.what === undefined) {
    const onlyHelp = command.rest.length === 0 && command.when === undefined && command.accounts.length === 0;
    if (onlyHelp) return { feature: helpFeature, answer: await helpFeature.answer(deps, ask) };
    throw unknownWords(command);
  }
  const isMetric = findMetric(command.what) !== undefined || findMediaMetric(command.what) !== undefined;
  const feature = BY_NAME.get(command.what) ?? (isMetric ? metricFeature : undefined);
  if (feature === undefined) throw unknownWords(command);
  return { feature, answer: await feature.answer(deps, ask) };
}

function refuseTooLong(text: string): void {
  if (text.length <= LONGEST_COMMAND) return;
  const [most, has] = [LONGEST_COMMAND, text.length].map(formatNumber);
  throw new AppError('bad-request', `A command has at most ${most ?? ''} characters; this one has ${has ?? ''}.`, {
    hint: 'Say it in two commands, for example with fewer accounts each.',
  });
}

/** Makes the door that every adapter speaks to. */
export function createApp(deps: Deps, renderer: ChartRenderer): Door {
  async function finish(
    answer: Answer,
    audience: RenderedAnswer['audience'],
    themes: readonly Theme[],
    ask: Ask | undefined,
  ): Promise<RenderedAnswer> {
    const report =
      answer.rendered === undefined
        ? await renderReport(renderer, deps.logger, answer.report, themes)
        : inThemes(answer.rendered, themes);
    const { status, data, about } = answer;
    return { status, audience, report, data, about, ...(ask === undefined ? {} : { admin: ask.caller.admin }) };
  }

  function fail(error: unknown, ask: Ask | undefined): Promise<RenderedAnswer> {
    const answer = errorAnswer(deps, error, ask);
    return finish(answer, 'caller', [], ask);
  }

  return {
    menu: MENU,
    places: createPlaces(deps),

    async answer(call: CommandCall, themes: readonly Theme[]): Promise<RenderedAnswer> {
      let ask: Ask | undefined;
      try {
        refuseTooLong(call.text);
        const command = parseCommandText(call.text, COMMAND_WORDS);
        ask = await prepare(deps, command, call);
        const { feature, answer } = await answerCommand(deps, command, ask);
        return await finish(answer, feature.spec.audience, themes, ask);
      } catch (error) {
        return fail(error, ask);
      }
    },

    async connect(caller: Caller, token: Secret, themes: readonly Theme[]): Promise<RenderedAnswer> {
      try {
        const command = { what: 'connect', when: undefined, accounts: [], rest: [] };
        const ask = await prepare(deps, command, { text: 'connect', caller });
        return await finish(await connectByForm(deps, ask.caller, ask.owner, token), 'caller', themes, ask);
      } catch (error) {
        return fail(error, undefined);
      }
    },

    async importFiles(caller: Caller, wish: ImportWish, themes: readonly Theme[]): Promise<RenderedAnswer> {
      try {
        const command = { what: undefined, when: undefined, accounts: [], rest: [] };
        const ask = await prepare(deps, command, { text: 'import', caller });
        return await finish(await answerImport(deps, ask.caller, ask.owner, wish), 'caller', themes, ask);
      } catch (error) {
        return fail(error, undefined);
      }
    },

    async complete(call: CommandCall): Promise<readonly Suggestion[]> {
      try {
        const ask = await prepare(deps, parseCommandText(call.text, COMMAND_WORDS), call);
        return suggest(call.text, MENU, ask.accounts);
      } catch (error) {
        deps.logger.warn({ error }, 'completions failed');
        return [];
      }
    },
  };
}
