/** What people do in Discord: commands, completions, buttons and the form, each answered once and in time. */
import {
  ApplicationCommandType,
  ComponentType,
  InteractionResponseType,
  InteractionType,
  MessageFlags,
  type APIApplicationCommandAutocompleteInteraction,
  type APIApplicationCommandInteraction,
  type APIInteraction,
  type APIMessageComponentInteraction,
  type APIModalSubmitInteraction,
} from 'discord.js';
import { setTimeout as pause } from 'node:timers/promises';
import type { Caller, CommandSpec, RenderedAnswer } from '../../core/commands.ts';
import { parseCommandText } from '../../core/parse.ts';
import type { Door, Logger } from '../../core/ports.ts';
import { formatList } from '../../core/reports/format.ts';
import type { Theme } from '../../core/reports/report.ts';
import type { Answers } from './answers.ts';
import { decodeButton } from './buttons.ts';
import { missingPermissions, readCaller, type Asked } from './callers.ts';
import { completeOption } from './complete.ts';
import { toLogFields } from './faults.ts';
import { CONNECT_FORM, connectModal, readToken } from './form.ts';
import { readChosen, toCallText } from './chosen.ts';
import { textMessage, toMessage } from './message.ts';
import { createTurns } from './turns.ts';

export interface InteractionsDeps {
  readonly door: Door;
  readonly answers: Answers;
  readonly logger: Logger;
  readonly isHome: (guildId: string) => boolean;
  /** What a channel is called, as far as the gateway told. */
  readonly nameOf: (channelId: string) => string | undefined;
  /** Settles when answers are no longer waited for. */
  readonly hurry: Promise<void>;
}

export interface Interactions {
  /** Takes what the gateway brings; the same interaction twice is one. */
  hear(interaction: APIInteraction): void;
  /** Resolves when nothing is being answered any more. */
  settled(): Promise<void>;
}

/** Discord's own colours are dark unless somebody changes them. */
const THEMES: readonly Theme[] = ['dark'];
/** How long a refusal may take to be told in private, before “is thinking…” makes the answer public for good. */
const GRACE = 250;
/** With more answers than this on their way, everybody is acknowledged before anything else is done. */
const BUSY = 5;
/** A form must be the first response, within 3 s. */
const FORM_GRACE = 1_500;
const REMEMBERED = 5_000;
const OUTDATED = 'This message is outdated. Ask again with /ig.';
const ONLY_SERVERS = 'Reachboard answers in servers: ask with /ig in a channel of yours.';

function sorry(text: string): RenderedAnswer {
  return {
    status: 'unanswerable',
    audience: 'caller',
    data: undefined,
    report: {
      title: 'No answer',
      summary: text,
      blocks: [{ kind: 'notice', tone: 'warning', text }],
      footer: 'Reachboard',
      actions: [],
    },
  };
}

const APOLOGY = sorry('Something went wrong on our side. Please try again.');
const STOPPING = sorry('Reachboard is restarting. Please ask again in a moment.');

/** A digest that lacks its embed or its picture every week is refused while somebody is there to mend it. */
function lacksWords({ channel, names }: { readonly channel: string; readonly names: readonly string[] }): string {
  return `The bot lacks ${formatList(names)} in ${channel}, so nothing was set up. Give it that in the channel's settings under Permissions, then order the digest again.`;
}

/** Resolves undefined after `ms`; leaves no timer behind. */
async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  const over = new AbortController();
  const timer = pause(ms, undefined, { signal: over.signal }).catch(() => undefined);
  try {
    return await Promise.race([promise, timer]);
  } finally {
    over.abort();
  }
}

export function createInteractions(deps: InteractionsDeps): Interactions {
  const { door, answers, logger, hurry } = deps;
  const words = new Set(door.menu.map(({ name }) => name));
  const turns = createTurns();
  const seen = new Set<string>();
  const running = new Set<Promise<void>>();

  /** Metrics and most commands answer the channel; what is not understood answers the caller. */
  function audienceOf(text: string): CommandSpec['audience'] {
    const { what } = parseCommandText(text, words);
    if (what === undefined) return 'caller';
    return door.menu.find(({ name }) => name === what)?.audience ?? 'channel';
  }

  function guard(answering: Promise<RenderedAnswer>): Promise<RenderedAnswer> {
    const safe = answering.catch((error: unknown) => {
      logger.error(toLogFields(error), 'the door rejected');
      return APOLOGY;
    });
    return Promise.race([safe, hurry.then(() => STOPPING)]);
  }

  function ask(text: string, caller: Caller): Promise<RenderedAnswer> {
    return guard(Promise.resolve().then(() => door.answer({ text, caller }, THEMES)));
  }

  /** A new message: private at once where the command is, private for a quick refusal, else public. */
  async function answerAnew(asked: Asked, text: string, caller: Caller): Promise<void> {
    const hidden = audienceOf(text) === 'caller';
    const type = InteractionResponseType.DeferredChannelMessageWithSource;
    if (running.size > BUSY) {
      const taken = await answers.acknowledge(asked, type, hidden);
      const { report } = await ask(text, caller);
      if (taken) await answers.show(asked, report, !hidden);
      return;
    }
    const answering = ask(text, caller);
    if (!hidden) {
      const quick = await within(answering, GRACE);
      if (quick?.audience === 'caller') return answers.tell(asked, toMessage(quick.report));
    }
    const taken = await answers.acknowledge(asked, type, hidden);
    const { report } = await answering;
    if (taken) await answers.show(asked, report, !hidden);
  }

  async function answerInPlace(asked: APIMessageComponentInteraction, text: string, caller: Caller): Promise<void> {
    const hidden = ((asked.message.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
    if (!hidden && audienceOf(text) === 'caller') return answerAnew(asked, text, caller);
    const edit = turns.take(asked.message.id);
    const answering = ask(text, caller);
    const taken = await answers.acknowledge(asked, InteractionResponseType.DeferredMessageUpdate);
    const { report, audience } = await answering;
    const aside = taken && audience === 'caller' && !hidden;
    await edit(() => (taken && !aside ? answers.show(asked, report, !hidden) : Promise.resolve()));
    if (aside) await answers.add(asked, report);
  }

  /** Core says who may connect; whoever may not is told so instead of typing a token in vain. */
  async function openForm(asked: Asked, caller: Caller): Promise<void> {
    const allowed = caller.admin ? undefined : await within(ask('connect', caller), FORM_GRACE);
    if (allowed === undefined || allowed.status === 'answered') {
      return answers.respond(asked, InteractionResponseType.Modal, connectModal);
    }
    return answers.tell(asked, toMessage(allowed.report));
  }

  async function command(asked: APIApplicationCommandInteraction, caller: Caller): Promise<void> {
    if (asked.data.type !== ApplicationCommandType.ChatInput) return answers.tell(asked, textMessage(OUTDATED));
    const chosen = readChosen(asked.data.options, asked.data.resolved);
    const lacks = chosen.words.join(' ') === 'digest schedule' ? missingPermissions(asked) : undefined;
    if (lacks !== undefined) return answers.tell(asked, textMessage(lacksWords(lacks)));
    return answerAnew(asked, toCallText(chosen), caller);
  }

  async function button(asked: APIMessageComponentInteraction, caller: Caller): Promise<void> {
    const pressed = asked.data.component_type === ComponentType.Button ? decodeButton(asked.data.custom_id) : undefined;
    if (pressed === undefined) return answers.tell(asked, textMessage(OUTDATED));
    return pressed.form ? openForm(asked, caller) : answerInPlace(asked, pressed.command, caller);
  }

  async function form(asked: APIModalSubmitInteraction, caller: Caller): Promise<void> {
    const token = asked.data.custom_id === CONNECT_FORM ? readToken(asked.data) : undefined;
    if (token === undefined) return answers.tell(asked, textMessage('There was no token in the form.'));
    const answering = guard(Promise.resolve().then(() => door.connect(caller, token, THEMES)));
    const type = InteractionResponseType.DeferredChannelMessageWithSource;
    const taken = await answers.acknowledge(asked, type, true);
    const { report } = await answering;
    if (taken) await answers.show(asked, report, false);
  }

  async function complete(
    asked: APIApplicationCommandAutocompleteInteraction,
    caller: Caller | undefined,
  ): Promise<void> {
    const choices = caller === undefined ? [] : await completeOption(door, readChosen(asked.data.options), caller);
    await answers.respond(asked, InteractionResponseType.ApplicationCommandAutocompleteResult, { choices });
  }

  async function take(interaction: APIInteraction): Promise<void> {
    if (interaction.type === InteractionType.Ping) return;
    const caller = readCaller(interaction, deps);
    if (interaction.type === InteractionType.ApplicationCommandAutocomplete) return complete(interaction, caller);
    if (caller === undefined) return answers.tell(interaction, textMessage(ONLY_SERVERS));
    switch (interaction.type) {
      case InteractionType.ApplicationCommand:
        return command(interaction, caller);
      case InteractionType.MessageComponent:
        return button(interaction, caller);
      case InteractionType.ModalSubmit:
        return form(interaction, caller);
    }
  }

  function isNew(id: string): boolean {
    if (seen.has(id)) return false;
    seen.add(id);
    for (const oldest of seen) {
      if (seen.size <= REMEMBERED) break;
      seen.delete(oldest);
    }
    return true;
  }

  return {
    hear(interaction) {
      if (!isNew(interaction.id)) return;
      const work = take(interaction)
        .catch((error: unknown) => {
          logger.error({ interaction: interaction.id, ...toLogFields(error) }, 'an answer did not reach Discord');
        })
        .finally(() => running.delete(work));
      running.add(work);
    },

    async settled() {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}
