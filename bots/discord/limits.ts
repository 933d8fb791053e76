import type { ChatLimits } from '../../core/ports.ts';

/**
 * Discord's numbers (Resources/Message and Message Components in its developer docs), with room left for escapes: a
 * message has 2,000 characters beside its embeds, embeds share 6,000, a description has 4,096, 25 fields of 256/1,024,
 * 5 rows of 5 buttons, 10 files with descriptions of 1,024. `message.ts` fits once more when escapes outgrow the room.
 */
export const DISCORD_LIMITS: ChatLimits = {
  title: 256,
  text: 2_000,
  alt: 1_024,
  tableRows: 30,
  tableColumns: 6,
  cell: 200,
  stats: 24,
  pictures: 4,
  actions: 25,
  actionLabel: 80,
  blocks: 30,
  total: 5_000,
};

/** Limits that only Discord has. */
export const CONTENT_LIMIT = 2_000;
export const EMBEDS_LIMIT = 6_000;
export const DESCRIPTION_LIMIT = 4_096;
export const FIELDS_LIMIT = 25;
export const FOOTER_LIMIT = 2_048;
export const CUSTOM_ID_LIMIT = 100;
export const CHOICES_LIMIT = 25;
export const CHOICE_LIMIT = 100;
export const OPTIONS_LIMIT = 25;
export const DESCRIPTION_OF_OPTION_LIMIT = 100;
export const COMMAND_LIMIT = 8_000;
