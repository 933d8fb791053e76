/** Who asks: a verified request and what Slack says about the person. */
import type { BlockAction, BlockSuggestion, SlackViewAction } from '@slack/bolt';
import { LRUCache } from 'lru-cache';
import type { Caller } from '../../core/commands.ts';
import { readZone } from '../../core/digests/wall-clock.ts';
import type { Logger } from '../../core/ports.ts';
import { codeOf } from './faults.ts';
import type { Lanes } from './lanes.ts';
import type { Workspaces } from './workspaces.ts';

export interface Person {
  readonly team: string;
  readonly user: string;
}

/** Who pressed or sent something. */
export function personOf(body: BlockAction | SlackViewAction | BlockSuggestion): Person {
  return { team: body.team?.id ?? body.user.team_id ?? '', user: body.user.id };
}

export interface Callers {
  /** Never rejects: a person Slack tells nothing about is no admin. `channelName` without `#`. */
  find(person: Person, channelId: string | undefined, channelName?: string): Promise<Caller>;
}

/** Rights are asked for again after five minutes. */
const [MOST, AGE, PATIENCE] = [5_000, 5 * 60_000, 5_000];

/** What Slack says about a person. */
interface Profile {
  readonly admin: boolean;
  readonly name: string | undefined;
  readonly zone: string | undefined;
}

const NOBODY: Profile = { admin: false, name: undefined, zone: undefined };
/** Names Slack gives to places without one of their own. */
const NAMELESS = /^(?:privategroup|directmessage|mpdm-.*)$/u;

export function createCallers(workspaces: Workspaces, lanes: Lanes, logger: Logger): Callers {
  const profiles = new LRUCache<string, Profile>({ max: MOST, ttl: AGE });

  async function profileOf({ team, user }: Person): Promise<Profile> {
    const key = `${team}:${user}`;
    const known = profiles.get(key);
    if (known !== undefined) return known;
    try {
      const client = await workspaces.client(team);
      const answer = await lanes.run(`users:${team}`, () => client.users.info({ user }), { within: PATIENCE });
      const { is_admin: admin, is_owner: owner, tz, real_name: real, profile } = answer.user ?? {};
      const name = [profile?.display_name, real].find((one) => one !== undefined && one.trim() !== '');
      const found = { admin: admin === true || owner === true, name, zone: zoneOf(tz) };
      profiles.set(key, found);
      return found;
    } catch (error) {
      logger.warn({ code: codeOf(error) }, 'Slack did not say who a person is');
      return NOBODY;
    }
  }

  return {
    async find(person, channelId, channelName) {
      const { admin, name, zone } = await profileOf(person);
      return {
        workspace: { platform: 'slack', remoteId: person.team },
        home: workspaces.isHome(person.team),
        userId: person.user,
        admin,
        channelId,
        ...(channelName === undefined || NAMELESS.test(channelName) ? {} : { channelName: `#${channelName}` }),
        userName: name,
        zone,
      };
    },
  };
}

/** A zone of a profile that we know too. */
function zoneOf(tz: string | undefined): string | undefined {
  try {
    return tz === undefined ? undefined : readZone(tz);
  } catch {
    return undefined;
  }
}
