/** Posts, reels, albums and stories of an account: which exist, and when. What they reached is in media-numbers.ts. */
import type { AccountPlan } from './accounts/plan.ts';
import { DAY, HOUR, midnight, pacificDay, weekdayOf, type DayNumber } from './calendar.ts';
import { chance, createRandom, digitsOf, hashOf } from './generator/random.ts';
import type { SeriesKeys } from './generator/day.ts';

type MediaKind = 'post' | 'story' | 'child' | 'comment';

export interface Media {
  readonly id: string;
  readonly kind: 'post' | 'story' | 'child';
  readonly type: 'IMAGE' | 'VIDEO' | 'CAROUSEL_ALBUM';
  readonly product: 'FEED' | 'REELS' | 'STORY';
  readonly day: DayNumber;
  readonly slot: number;
  readonly publishedAt: number;
  readonly caption: string | undefined;
  readonly shortcode: string;
  /** The legacy `ig_id`. */
  readonly legacyId: string;
  /** The owner hides the like counter. */
  readonly hidesLikes: boolean;
  /** Shared to Facebook too. */
  readonly onFacebook: boolean;
  /** Instagram withholds `media_url` (rights). */
  readonly withheld: boolean;
  readonly boosted: boolean;
  /** Posted while the account was a personal one: no insights. */
  readonly beforeConversion: boolean;
  /** A story hardly anybody saw. */
  readonly quiet: boolean;
  /** The reel behind a planned burst, with the burst's length in days. */
  readonly viralDays: number | undefined;
  /** Items of an album; 0 for all else. */
  readonly childCount: number;
}

/** What a media id says: account, what it is, day and place. */
export interface MediaKey {
  readonly account: number;
  readonly kind: MediaKind;
  readonly day: DayNumber;
  readonly slot: number;
  readonly part: number;
}

export interface MediaShelf {
  /** Newest first; nothing published after `now`, no stories. */
  posts(now: number): readonly Media[];
  /** The stories of the last 24 hours, newest first. */
  stories(now: number): readonly Media[];
  /** A post, an album child or a story by its key, when it exists at `now`. */
  find(key: MediaKey, now: number): Media | undefined;
}

const KINDS: readonly MediaKind[] = ['post', 'story', 'child', 'comment'];
const STORY_LIFE = DAY;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** 17 digits, like Instagram's: account, kind, day, slot, part and three digits that check the rest. */
export function mediaId(key: MediaKey): string {
  const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');
  const parts = [
    pad(key.account, 2),
    String(KINDS.indexOf(key.kind)),
    pad(key.day, 5),
    pad(key.slot, 2),
    pad(key.part, 2),
  ];
  const body = parts.join('');
  return `18${body}${digitsOf(3, 'media', body)}`;
}

/** Reads an id made by `mediaId`; undefined for any other. */
export function parseMediaId(id: string): MediaKey | undefined {
  const match = /^18(\d{2})(\d)(\d{5})(\d{2})(\d{2})\d{3}$/.exec(id);
  if (match === null) return undefined;
  const [account = 0, kindNumber = 0, day = 0, slot = 0, part = 0] = match.slice(1).map(Number);
  const kind = KINDS[kindNumber];
  if (kind === undefined) return undefined;
  const key = { account, kind, day, slot, part };
  return mediaId(key) === id ? key : undefined;
}

/** Eleven letters as in a permalink. */
function shortcodeOf(id: string): string {
  let code = '';
  for (let index = 0; index < 9; index += 1) code += ALPHABET[hashOf(id, index) % 64] ?? 'A';
  return `DX${code}`;
}

function draftOf(id: string): Pick<Media, 'id' | 'shortcode' | 'legacyId'> {
  return { id, shortcode: shortcodeOf(id), legacyId: `3${digitsOf(18, 'legacy', id)}` };
}

/** The items of an album, made from the album; none for anything else. `account` is its number in ids. */
export function childrenOf(account: number, album: Media): readonly Media[] {
  return Array.from({ length: album.childCount }, (_, part) => ({
    ...album,
    ...draftOf(mediaId({ account, kind: 'child', day: album.day, slot: album.slot, part })),
    kind: 'child' as const,
    type: part === 1 && album.childCount > 3 ? ('VIDEO' as const) : ('IMAGE' as const),
    publishedAt: album.publishedAt - 1000,
    caption: undefined,
    hidesLikes: false,
    onFacebook: false,
    boosted: false,
    beforeConversion: false,
    childCount: 0,
  }));
}

function typeOf(plan: AccountPlan, luck: number): 'IMAGE' | 'CAROUSEL_ALBUM' | 'VIDEO' {
  const sum = plan.mix.post + plan.mix.carousel + plan.mix.reel;
  if (luck * sum < plan.mix.post) return 'IMAGE';
  return luck * sum < plan.mix.post + plan.mix.carousel ? 'CAROUSEL_ALBUM' : 'VIDEO';
}

function makePosts({ plan, seed, anchor }: SeriesKeys, account: number, day: DayNumber): readonly Media[] {
  if (day < anchor - plan.firstPostDaysAgo) return [];
  const random = createRandom(seed, plan.username, 'posts', day);
  const viral = plan.virals.find((candidate) => day === anchor - candidate.daysAgo);
  const expected = (plan.postsPerWeek / 7) * (plan.weekdays[weekdayOf(day)] ?? 1);
  const usual = Math.floor(expected) + (random.next() < expected % 1 ? 1 : 0);
  const first = day === anchor - plan.firstPostDaysAgo ? 1 : 0;
  const count = viral === undefined ? Math.max(first, usual) : 1;
  return Array.from({ length: count }, (_, slot): Media => {
    const publishedAt = midnight(day) + Math.floor((viral === undefined ? 7 + 14 * random.next() : 9.5) * 3_600) * 1000;
    const type = viral === undefined ? typeOf(plan, random.next()) : 'VIDEO';
    const childCount = type === 'CAROUSEL_ALBUM' ? random.integer(2, 10) : 0;
    return {
      ...draftOf(mediaId({ account, kind: 'post', day, slot, part: 0 })),
      kind: 'post',
      type,
      product: type === 'VIDEO' ? 'REELS' : 'FEED',
      day,
      slot,
      publishedAt,
      caption: plan.captions[hashOf(plan.username, 'caption', day, slot) % plan.captions.length],
      hidesLikes: viral === undefined && random.next() < 0.06,
      onFacebook: viral !== undefined || random.next() < 0.4,
      withheld: viral === undefined && type === 'VIDEO' && random.next() < 0.05,
      boosted: plan.ads !== undefined && random.next() < 0.15,
      beforeConversion: day < anchor - plan.convertedDaysAgo,
      quiet: false,
      viralDays: viral?.days,
      childCount,
    };
  }).sort((a, b) => b.publishedAt - a.publishedAt);
}

function makeStories({ plan, seed, anchor }: SeriesKeys, account: number, day: DayNumber): readonly Media[] {
  if (day < anchor - plan.convertedDaysAgo) return [];
  return Array.from({ length: plan.storiesPerDay }, (_, slot): Media => {
    const luck = chance(seed, plan.username, 'story', day, slot);
    const hour = 6 + (16 * (slot + 0.8 * luck)) / plan.storiesPerDay;
    return {
      ...draftOf(mediaId({ account, kind: 'story', day, slot, part: 0 })),
      kind: 'story',
      type: luck < 0.45 ? 'VIDEO' : 'IMAGE',
      product: 'STORY',
      day,
      slot,
      publishedAt: midnight(day) + Math.floor(hour * 3_600) * 1000,
      caption: slot === 0 ? plan.captions[day % plan.captions.length] : undefined,
      hidesLikes: false,
      onFacebook: false,
      withheld: luck < 0.04,
      boosted: false,
      beforeConversion: false,
      quiet: plan.quietSecondStory === true && slot === 1,
      viralDays: undefined,
      childCount: 0,
    };
  }).sort((a, b) => b.publishedAt - a.publishedAt);
}

/** The media of one account; days are made when first looked at. `account` is its number in ids. */
export function createShelf(keys: SeriesKeys, account: number): MediaShelf {
  const posts = new Map<DayNumber, readonly Media[]>();
  const stories = new Map<DayNumber, readonly Media[]>();

  function kept(
    shelf: Map<DayNumber, readonly Media[]>,
    day: DayNumber,
    make: (keys: SeriesKeys, account: number, day: DayNumber) => readonly Media[],
  ): readonly Media[] {
    const known = shelf.get(day);
    if (known !== undefined) return known;
    const made = make(keys, account, day);
    shelf.set(day, made);
    return made;
  }

  const storyIsAlive = (story: Media, now: number): boolean =>
    story.publishedAt <= now && now - story.publishedAt < STORY_LIFE;

  return {
    posts(now) {
      const list: Media[] = [];
      for (let day = pacificDay(now); day >= keys.anchor - keys.plan.firstPostDaysAgo; day -= 1) {
        list.push(...kept(posts, day, makePosts).filter((media) => media.publishedAt <= now));
      }
      return list;
    },
    stories(now) {
      const days = [pacificDay(now), pacificDay(now - 12 * HOUR), pacificDay(now - STORY_LIFE)];
      return [...new Set(days)]
        .flatMap((day) => kept(stories, day, makeStories))
        .filter((story) => storyIsAlive(story, now));
    },
    find(key, now) {
      if (key.kind === 'story') {
        return kept(stories, key.day, makeStories).find((story) => story.slot === key.slot && storyIsAlive(story, now));
      }
      const post = kept(posts, key.day, makePosts).find((media) => media.slot === key.slot && media.publishedAt <= now);
      if (key.kind === 'child') return post && childrenOf(account, post)[key.part];
      return key.kind === 'post' ? post : undefined;
    },
  };
}
