/** Who asks: a verified request and what Slack says about the person. */
import { LRUCache } from 'lru-cache';
import type { Caller } from '../../core/commands.ts';
import type { Logger } from '../../core/ports.ts';
import { codeOf } from './faults.ts';
import type { Lanes } from './lanes.ts';
import type { Workspaces } from './workspaces.ts';

export interface Person {
  readonly team: string;
  readonly user: string;
}

export interface Callers {
  /** Never rejects: a person Slack tells nothing about is no admin. */
  find(person: Person, channelId: string | undefined): Promise<Caller>;
}

/** Rights are asked for again after five minutes. */
const [MOST, AGE, PATIENCE] = [5_000, 5 * 60_000, 5_000];

export function createCallers(workspaces: Workspaces, lanes: Lanes, logger: Logger): Callers {
  const admins = new LRUCache<string, boolean>({ max: MOST, ttl: AGE });

  async function isAdmin({ team, user }: Person): Promise<boolean> {
    const key = `${team}:${user}`;
    const known = admins.get(key);
    if (known !== undefined) return known;
    try {
      const client = await workspaces.client(team);
      const answer = await lanes.run(`users:${team}`, () => client.users.info({ user }), { patience: PATIENCE });
      const admin = answer.user?.is_admin === true || answer.user?.is_owner === true;
      admins.set(key, admin);
      return admin;
    } catch (error) {
      logger.warn({ code: codeOf(error) }, 'Slack did not say whether a person is an admin');
      return false;
    }
  }

  return {
    async find(person, channelId) {
      return {
        workspace: { platform: 'slack', remoteId: person.team },
        home: workspaces.isHome(person.team),
        userId: person.user,
        admin: await isAdmin(person),
        channelId,
      };
    },
  };
}
