/** Channels that were typed as `#name`: Slack puts their ids in only where the command's escaping is on. */
import type { Logger } from '../../core/ports.ts';
import { codeOf } from './faults.ts';
import type { Lanes } from './lanes.ts';
import type { Workspaces } from './workspaces.ts';

interface Channel {
  readonly id: string;
  /** Without `#`. */
  readonly name: string;
}

export interface Channels {
  /** The text with `<#id|name>` for every `#name` of a channel that Slack shows us. Never rejects. */
  named(team: string, text: string, here: Channel): Promise<string>;
}

/** A word of its own; `<#C1|name>` is none, and `#3` is the number of a digest or a goal. */
const NAME = /(?<=^|\s)#(?!\d+[,;]?(?:\s|$))([\p{L}\p{N}._-]+)/gu;
/** Of so many channels, while somebody waits: `PATIENCE` is for all pages together. */
const [PAGES, PAGE, PATIENCE] = [10, 999, 10_000];

export function createChannels(workspaces: Workspaces, lanes: Lanes, logger: Logger): Channels {
  /** Adds the ids of the names that are still wanted, page by page. */
  async function find(team: string, ids: Map<string, string | undefined>): Promise<void> {
    const client = await workspaces.client(team);
    const end = performance.now() + PATIENCE;
    let cursor: string | undefined;
    for (let page = 0; page < PAGES; page += 1) {
      const list = { types: 'public_channel,private_channel', exclude_archived: true, limit: PAGE };
      const from = cursor === undefined ? {} : { cursor };
      const { channels = [], response_metadata: more } = await lanes.run(
        `channels:${team}`,
        () => client.conversations.list({ ...list, ...from }),
        { within: Math.max(0, end - performance.now()) },
      );
      for (const { id, name } of channels) {
        if (name !== undefined && ids.has(name)) ids.set(name, id);
      }
      cursor = more?.next_cursor;
      if (cursor === undefined || cursor === '' || [...ids.values()].every((id) => id !== undefined)) return;
    }
  }

  return {
    async named(team, text, here) {
      const names = [...text.matchAll(NAME)].flatMap(([, name]) => (name === undefined ? [] : [name.toLowerCase()]));
      if (names.length === 0) return text;
      const ids = new Map(names.map((name) => [name, name === here.name ? here.id : undefined]));
      try {
        if ([...ids.values()].includes(undefined)) await find(team, ids);
      } catch (error) {
        logger.warn({ code: codeOf(error) }, 'Slack did not list its channels');
      }
      return text.replaceAll(NAME, (word, name: string) => {
        const id = ids.get(name.toLowerCase());
        return id === undefined ? word : `<#${id}|${name.toLowerCase()}>`;
      });
    },
  };
}
