import { type Selectable } from 'kysely';
import type {
  AlertChoice,
  AlertPlace,
  AlertSeries,
  Finding,
  FindingFacts,
  FindingKind,
  Goal,
} from '../core/alerts/alert.ts';
import type { AlertStore } from '../core/ports.ts';
import type { Mention } from '../core/reports/report.ts';
import { insertPost } from './deliveries.ts';
import { markFailing } from './failing.ts';
import { storable } from './parameters.ts';
import type { Database, Tables } from './schema.ts';

/** Ends a transaction whose findings somebody else has put on record. */
class AlreadySaid extends Error {}

function placeOf(row: Selectable<Tables['alert_place']>): AlertPlace {
  const { quiet_from: from, quiet_to: to } = row;
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    platform: row.platform,
    workspaceRemoteId: row.workspace_remote_id,
    channelId: row.channel_id,
    channelName: row.channel_name,
    zone: row.zone,
    quiet: from === null || to === null ? undefined : { from, to },
    sensitivity: row.sensitivity,
    since: row.since,
    offAt: row.off_at ?? undefined,
    mention: row.mention === null ? undefined : (JSON.parse(row.mention) as Mention),
    ownerId: row.owner_id ?? undefined,
    askedIn: row.asked_in ?? undefined,
    failing: row.failing ?? undefined,
  };
}

function findingOf(row: Selectable<Tables['alert_finding']>): Finding {
  return {
    placeId: row.place_id,
    accountId: row.account_id,
    series: row.series as AlertSeries,
    episode: row.episode,
    kind: row.kind as FindingKind,
    day: row.day,
    foundAt: row.found_at,
    facts: JSON.parse(row.facts) as FindingFacts,
    postKey: row.post_key ?? undefined,
    useful: row.useful === null ? undefined : row.useful === 1,
  };
}

function goalOf(row: Selectable<Tables['goal']>): Goal {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    accountId: row.account_id,
    metric: row.metric,
    target: row.target,
    byDay: row.by_day,
    madeAt: row.made_at,
  };
}

function choiceOf(row: Selectable<Tables['alert_choice']>): AlertChoice {
  return {
    placeId: row.place_id,
    accountId: row.account_id,
    offAt: row.off_at ?? undefined,
    mutedUntil: row.muted_until ?? undefined,
    steps: row.steps,
  };
}

type Settings = Pick<
  AlertStore,
  'saveAlertPlace' | 'markAlertsFailing' | 'listAlertPlaces' | 'listAlertChoices' | 'saveAlertChoice'
>;

function createSettings(database: Database): Settings {
  const { db } = database;
  return {
    async saveAlertPlace(place) {
      const changing = {
        channel_id: storable(place.channelId),
        channel_name: storable(place.channelName),
        zone: place.zone,
        quiet_from: place.quiet?.from ?? null,
        quiet_to: place.quiet?.to ?? null,
        sensitivity: place.sensitivity,
        since: place.since,
        off_at: place.offAt ?? null,
        mention: place.mention === undefined ? null : storable(JSON.stringify(place.mention)),
        owner_id: place.ownerId ?? null,
        asked_in: place.askedIn ?? null,
      };
      const row = await db
        .insertInto('alert_place')
        .values({
          workspace_id: place.workspaceId,
          platform: place.platform,
          workspace_remote_id: place.workspaceRemoteId,
          ...changing,
        })
        .onConflict((conflict) =>
          conflict.columns(['workspace_id', 'platform', 'workspace_remote_id']).doUpdateSet(changing),
        )
        .returningAll()
        .executeTakeFirstOrThrow();
      return placeOf(row);
    },

    markAlertsFailing: (place, because, notice) => markFailing(database, 'alert_place', place, because, notice),

    async listAlertPlaces(workspace) {
      const rows = await db
        .selectFrom('alert_place')
        .selectAll()
        .$if(workspace !== undefined, (query) => query.where('workspace_id', '=', workspace ?? 0))
        .orderBy('id')
        .execute();
      return rows.map(placeOf);
    },

    async listAlertChoices(place) {
      const rows = await db
        .selectFrom('alert_choice')
        .selectAll()
        .where('place_id', '=', place)
        .orderBy('account_id')
        .execute();
      return rows.map(choiceOf);
    },

    async saveAlertChoice(choice) {
      const changing = {
        off_at: choice.offAt ?? null,
        muted_until: choice.mutedUntil ?? null,
        steps: choice.steps,
      };
      await db
        .insertInto('alert_choice')
        .values({ place_id: choice.placeId, account_id: choice.accountId, ...changing })
        .onConflict((conflict) => conflict.columns(['place_id', 'account_id']).doUpdateSet(changing))
        .execute();
    },
  };
}

type Findings = Pick<AlertStore, 'saveFindings' | 'listFindings' | 'judgeEpisode'>;

function createFindings({ db }: Database): Findings {
  return {
    async saveFindings(findings, posts) {
      try {
        await db.transaction().execute(async (trx) => {
          for (const one of findings) {
            const { numInsertedOrUpdatedRows } = await trx
              .insertInto('alert_finding')
              .values({
                place_id: one.placeId,
                account_id: one.accountId,
                series: one.series,
                episode: one.episode,
                kind: one.kind,
                day: one.day,
                found_at: one.foundAt,
                facts: storable(JSON.stringify(one.facts)),
                post_key: one.postKey ?? null,
              })
              .onConflict((conflict) => conflict.doNothing())
              .executeTakeFirst();
            if (numInsertedOrUpdatedRows !== 1n) throw new AlreadySaid();
          }
          for (const post of posts) await insertPost(trx, post);
        });
        return true;
      } catch (error) {
        if (error instanceof AlreadySaid) return false;
        throw error;
      }
    },

    async listFindings(place, since) {
      const rows = await db
        .selectFrom('alert_finding')
        .selectAll()
        .where('place_id', '=', place)
        .where('found_at', '>=', since)
        .orderBy('found_at')
        .orderBy('account_id')
        .orderBy('day')
        .execute();
      return rows.map(findingOf);
    },

    async judgeEpisode(place, account, episode, useful) {
      const { numUpdatedRows } = await db
        .updateTable('alert_finding')
        .set({ useful: useful ? 1 : 0 })
        .where('place_id', '=', place)
        .where('account_id', '=', account)
        .where('episode', '=', episode)
        .where('kind', '=', 'call')
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
  };
}

type Goals = Pick<AlertStore, 'saveGoal' | 'listGoals' | 'removeGoal'>;

function createGoals({ db }: Database): Goals {
  return {
    async saveGoal(goal) {
      const row = await db
        .insertInto('goal')
        .values({
          workspace_id: goal.workspaceId,
          account_id: goal.accountId,
          metric: goal.metric,
          target: goal.target,
          by_day: goal.byDay,
          made_at: goal.madeAt,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      return goalOf(row);
    },

    async listGoals(workspace) {
      const rows = await db
        .selectFrom('goal')
        .selectAll()
        .where('workspace_id', '=', workspace)
        .where('removed_at', 'is', null)
        .orderBy('id')
        .execute();
      return rows.map(goalOf);
    },

    async removeGoal(id, at) {
      await db.updateTable('goal').set({ removed_at: at }).where('id', '=', id).execute();
    },
  };
}

/** The AlertStore over a database. */
export function createAlerts(database: Database): AlertStore {
  return { ...createSettings(database), ...createFindings(database), ...createGoals(database) };
}
