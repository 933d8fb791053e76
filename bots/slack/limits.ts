import type { ChatLimits } from '../../core/ports.ts';

/**
 * What one Slack message holds (docs.slack.dev/reference/block-kit/blocks, read 2026-11): 50 blocks, 150 in a header,
 * 3,000 in a text, 2,000 in a description, 100 rows and 20 columns and 10,000 characters in a table, 25 buttons in a row,
 * 75 on a button. A block of a report may take two of Slack's, besides those of title, footer and buttons.
 */
export const SLACK_LIMITS: ChatLimits = {
  title: 150,
  text: 2_900,
  alt: 2_000,
  tableRows: 99,
  tableColumns: 20,
  cell: 300,
  stats: 20,
  pictures: 4,
  actions: 25,
  actionLabel: 75,
  blocks: 20,
  total: 9_000,
};

/** Notification text; Slack asks for less than 4,000 after escaping. */
export const NOTIFICATION = 700;
/** A whole report as text, where Slack refuses its blocks. */
export const PLAIN_REPORT = 2_900;
/** `value` of a button and of a menu's choice, in code points. */
export const BUTTON_VALUE = 2_000;
export const OPTION_VALUE = 150;
/** More buttons than this in one group become a menu. */
export const BUTTONS_IN_A_ROW = 5;
/** Blocks of an App Home view or a modal. */
export const VIEW_BLOCKS = 100;
/** Title of a modal. */
export const MODAL_TITLE = 24;
