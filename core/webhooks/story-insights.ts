/** What Instagram sends by itself when a story's day is over: its last numbers, which no call can read any more. */
import { z } from 'zod';

const count = z.number().int().nonnegative();
const VALUE = z.object({ media_id: z.union([z.string(), z.number()]).transform(String) }).catchall(z.unknown());

/** A story's last numbers under the API's names (`reach`, `taps_forward`, …; `impressions` is the legacy name of views). */
export interface StoryInsights {
  /** IG user id of the account. */
  readonly instagramId: string;
  readonly mediaId: string;
  readonly numbers: Readonly<Record<string, number>>;
  /** Epoch ms at which Meta sent it. */
  readonly sentAt: number;
}

/** Told of every story's last numbers. May be told the same twice; a rejection makes Meta send it again. */
export type OnStoryInsights = (story: StoryInsights) => Promise<void>;

const ENVELOPE = z.object({
  object: z.string(),
  entry: z.array(
    z.object({
      id: z.union([z.string(), z.number()]).transform(String),
      time: count.catch(0),
      changes: z.array(z.object({ field: z.string(), value: z.unknown() })).catch([]),
    }),
  ),
});

/**
 * The story numbers in a webhook's body (`object` instagram, field `story_insights`; Meta's page on Instagram webhooks,
 * read 2026-11-23). Other fields and unknown keys are passed over; negative and missing numbers are left out, never 0.
 */
export function readStoryInsights(body: unknown): readonly StoryInsights[] {
  const envelope = ENVELOPE.safeParse(body);
  if (!envelope.success || envelope.data.object !== 'instagram') return [];
  return envelope.data.entry.flatMap(({ id, time, changes }) =>
    changes.flatMap(({ field, value }) => {
      const read = field === 'story_insights' ? VALUE.safeParse(value) : undefined;
      if (read?.success !== true) return [];
      const { media_id: mediaId, ...rest } = read.data;
      const numbers = Object.entries(rest).flatMap(([name, number]) => {
        const known = count.safeParse(number);
        return known.success ? [[name, known.data] as const] : [];
      });
      return [{ instagramId: id, mediaId, numbers: Object.fromEntries(numbers), sentAt: time * 1000 }];
    }),
  );
}
