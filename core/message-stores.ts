/** What is kept of messages that nobody asks for: digests and alerts as ordered, what was found, the posts on record. */
import type { AccountId, Platform, WorkspaceId } from './accounts.ts';
import type { AlertChoice, AlertPlace, Finding, Goal } from './alerts/alert.ts';
import type { NewPost, Post, PostChange, PostCounts, PostKind } from './deliveries/post.ts';
import type { Run, StoredDigest, Subscription } from './digests/subscription.ts';
import type { Vitals } from './work/vitals.ts';

/** A turn that a sweep found due: `due` is to be made, the others only say what happened. */
export interface Turn extends Pick<Run, 'week' | 'scheduledFor' | 'because'> {
  readonly state: 'due' | 'missed' | 'skipped';
}

/** What may be changed of a digest. */
export type SubscriptionOrder = Omit<
  Subscription,
  'id' | 'workspaceId' | 'platform' | 'workspaceRemoteId' | 'pausedAt' | 'failing' | 'createdAt'
>;

/** Weekly digests as ordered. */
export interface ScheduleStore {
  /**
   * In one transaction, one order of a workspace at a time: `check` gets the workspace's digests as `listSubscriptions` does,
   * and when it throws, nothing is written and that rejects.
   */
  saveSubscription(
    order: Omit<Subscription, 'id' | 'pausedAt' | 'failing'>,
    check?: (all: readonly Subscription[]) => void,
  ): Promise<Subscription>;
  /**
   * Puts an order in the place of this one, with a `check` as `saveSubscription` has it, which sees this one as it was. False,
   * with nothing changed, when its turn came or it was removed or changed meanwhile.
   */
  changeSubscription(
    subscription: Subscription,
    order: SubscriptionOrder,
    check?: (all: readonly Subscription[]) => void,
  ): Promise<boolean>;
  /** Of one workspace or of all, oldest first; removed ones are gone. */
  listSubscriptions(workspace?: WorkspaceId): Promise<readonly Subscription[]>;
  /** Undefined once it is removed. */
  findSubscription(id: number): Promise<Subscription | undefined>;
  /** Stops it (epoch ms) or lets it run again. */
  pauseSubscription(id: number, at: number | undefined): Promise<void>;
  /**
   * Remembers why its channel takes nothing, in one transaction with the notice about it; undefined: it does. True when that
   * changed whether it fails; otherwise nothing is written.
   */
  markFailing(id: number, because: string | undefined, notice?: NewPost): Promise<boolean>;
  /** Those whose channel took nothing last time, in a workspace or one of its channels. */
  listFailing(place: RemoteWorkspace & { readonly channelId?: string | undefined }): Promise<readonly Subscription[]>;
  removeSubscription(id: number, at: number): Promise<void>;
  /** Those whose turn has come, longest due first. */
  listDue(now: number, limit: number): Promise<readonly Subscription[]>;
  /**
   * In one transaction: writes a row for every turn that has none and moves the next turn. False, with nothing written, when
   * the subscription is not as it was read any more: somebody else was first.
   */
  advance(subscription: Subscription, turns: readonly Turn[], nextAt: number, zoneRules: string): Promise<boolean>;
  /** The clock that all processes share, in epoch ms; undefined where there is only this process's own. */
  sharedTime(): Promise<number | undefined>;
}

/** What became of each week, and what the digests said. */
export interface DigestStore {
  /**
   * Takes `due` runs whose time has come, each for one worker until `until`; counts the attempt, which may be its last. A run
   * whose worker died comes after all others and alone, so that it takes none of them with it.
   */
  claimRuns(owner: string, now: number, until: number, limit: number): Promise<readonly Run[]>;
  /** Has it longer; nothing happens when it is not this owner's any more. */
  holdRun(run: Run, owner: string, until: number): Promise<void>;
  /** Gives a run back for later; that attempt does not count. */
  delayRun(run: Run, owner: string, nextAt: number): Promise<void>;
  /** In one transaction: keeps the digest, puts its post on record, and ends the run. False when it is not ours any more. */
  finishRun(run: Run, owner: string, digest: StoredDigest, post: NewPost): Promise<boolean>;
  /**
   * In one transaction: has a week made that was missed, or made anew of which the message was certainly never posted. The
   * weeks right before it of which that is true are called missed then, because of what is said. False when there is nothing
   * to make, or somebody else was first.
   */
  reopenRun(run: Pick<Run, 'subscriptionId' | 'week'>, because: string): Promise<boolean>;
  /** Ends a run without a digest. */
  failRun(run: Run, owner: string, because: string): Promise<boolean>;
  /** The newest weeks first. */
  listRuns(subscriptionId: number, limit: number): Promise<readonly Run[]>;
  readDigest(subscriptionId: number, week: string): Promise<StoredDigest | undefined>;
}

/** Digests that are looked at once more when the numbers of their week are final. */
export interface CorrectionStore {
  /**
   * Takes digests whose `checkAt` has come, which were sent since `sentSince` and are neither paused nor removed, each for one
   * worker until `until`, which is their `checkAt` then: who does not finish by then leaves them to be taken again.
   */
  claimChecks(terms: {
    readonly now: number;
    readonly until: number;
    readonly sentSince: number;
    readonly limit: number;
  }): Promise<readonly StoredDigest[]>;
  /**
   * In one transaction: this digest as it was taken is not looked at again, and its correction, if any, is on record. False,
   * with nothing written, when somebody else has it by now.
   */
  finishCheck(digest: StoredDigest, correction?: NewPost): Promise<boolean>;
}

/** Messages on record (core/deliveries): what stands there is decided here, never by a crash. */
export interface DeliveryLog {
  /** Puts a post on record; one of that key that is there already stays as it is. */
  addPost(post: NewPost): Promise<void>;
  /**
   * In one transaction: puts a post on record and moves a setting from `before` (undefined: it is not there) to `after`.
   * False, with nothing written, when the setting is not `before` any more: somebody else was first.
   */
  addPostOnce(
    post: NewPost,
    setting: { readonly name: string; readonly before: string | undefined; readonly after: string },
  ): Promise<boolean>;
  /** Takes posts to these platforms whose time has come, each for one worker until `until`; only of one kind, if said. */
  claimPosts(
    owner: string,
    platforms: readonly Platform[],
    now: number,
    until: number,
    limit: number,
    kind?: PostKind,
  ): Promise<readonly Post[]>;
  /** Commits that a call begins now. False when the post is not this owner's any more. */
  beginPost(key: string, owner: string, now: number, until: number): Promise<boolean>;
  /** Says that a call is still under way. */
  beatPost(key: string, owner: string, now: number, until: number): Promise<boolean>;
  /**
   * Records how a try ended and gives the post back, in one transaction with a post that follows from it. False, with
   * nothing written, when it was not this owner's any more.
   */
  settlePost(key: string, owner: string, change: PostChange, next?: NewPost): Promise<boolean>;
  /** Sent posts that are to be looked after for a second copy; each is given once. */
  takeAudits(now: number, limit: number): Promise<readonly Post[]>;
  /**
   * Forgets the words and pictures of posts sent before `before` (epoch ms) that need no look any more, the oldest first;
   * those of alerts a fortnight later, for they may have to be corrected.
   */
  emptyPosts(before: number, limit: number): Promise<number>;
  /** Begins a dead or held post anew; false for any other, and for one whose content was erased. */
  retryPost(key: string, now: number): Promise<boolean>;
  findPosts(keys: readonly string[]): Promise<readonly Post[]>;
  countPosts(workspace?: WorkspaceId): Promise<PostCounts>;
}

/** A workspace as its platform knows it. */
export interface RemoteWorkspace {
  readonly platform: Platform;
  readonly workspaceRemoteId: string;
}

/** A workspace that takes nothing from us any more, and why: sentence and fix. */
export interface Lost extends RemoteWorkspace {
  readonly because: string;
}

/** Workspaces whose platform has shut us out. */
export interface LossStore {
  /**
   * In one transaction: remembers why, marks all digests and alerts that go there as failing, and ends what waits to be sent,
   * but for notices to owners. False, with nothing written, when it is lost already or nothing is ordered there.
   */
  loseWorkspace(workspace: RemoteWorkspace, because: string): Promise<boolean>;
  /**
   * In one transaction: it takes messages again, alerts and paused digests fail for it no more, and alerts, answers and changes
   * of messages of the last three days that ended with it wait to be sent again, where their words are still kept. Its digests
   * are still to go on: it is in `listRegained` until `finishRegain`. False when it was not lost.
   */
  regainWorkspace(workspace: RemoteWorkspace, now: number): Promise<boolean>;
  listRegained(): Promise<readonly RemoteWorkspace[]>;
  /** Its digests went on. */
  finishRegain(workspace: RemoteWorkspace): Promise<void>;
  /** Of all platforms, oldest first; those where something is ordered. */
  listLost(): Promise<readonly Lost[]>;
  /** Why it is lost; undefined when it is not. */
  findLost(workspace: RemoteWorkspace): Promise<string | undefined>;
}

/** What an operator watches. */
export interface VitalStore {
  /** Costs about the same however long the history is. */
  readVitals(now: number): Promise<Vitals>;
}

/** Where alerts go, what people chose, what was found and said. */
export interface AlertStore {
  /** Turns alerts on in a chat workspace, or changes how; one place per workspace. Whether it fails stays as it is. */
  saveAlertPlace(place: Omit<AlertPlace, 'id' | 'failing'>): Promise<AlertPlace>;
  /** As `markFailing` for a digest. */
  markAlertsFailing(place: number, because: string | undefined, notice?: NewPost): Promise<boolean>;
  /** Of one workspace's accounts or of all, oldest first; also those that are off. */
  listAlertPlaces(workspace?: WorkspaceId): Promise<readonly AlertPlace[]>;
  /** Accounts that somebody chose something for. */
  listAlertChoices(place: number): Promise<readonly AlertChoice[]>;
  saveAlertChoice(choice: AlertChoice): Promise<void>;
  /**
   * In one transaction: puts findings on record with the messages that say them or correct others. False, with nothing
   * written, when one of them is there already: somebody else said it.
   */
  saveFindings(findings: readonly Finding[], posts: readonly NewPost[]): Promise<boolean>;
  /** Found at or after `since` (epoch ms), oldest first. */
  listFindings(place: number, since: number): Promise<readonly Finding[]>;
  /** Keeps what people think of an episode; false when it is not known. */
  judgeEpisode(place: number, account: AccountId, episode: string, useful: boolean): Promise<boolean>;
  saveGoal(goal: Omit<Goal, 'id'>): Promise<Goal>;
  listGoals(workspace: WorkspaceId): Promise<readonly Goal[]>;
  removeGoal(id: number, at: number): Promise<void>;
}
