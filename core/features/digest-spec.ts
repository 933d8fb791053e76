/** How `digest` is offered: in one line, and verb by verb where a platform has typed options. */
import type { CommandOption, CommandSpec, CommandVerb } from '../commands.ts';
import { SECTIONS, WEEKDAYS } from '../digests/subscription.ts';

const ACCOUNTS: CommandOption = { name: 'accounts', summary: 'Which accounts', required: false };
const PARTS: CommandOption = { name: 'sections', summary: `Parts: ${SECTIONS.join(', ')}`, required: false };
const NUMBER: CommandOption = { name: 'number', summary: 'Its number in the list', required: false };
const WEEK: CommandOption = { name: 'when', summary: 'A week like 2026-W45', required: false };

const VERBS: readonly CommandVerb[] = [
  { name: 'preview', summary: 'What a digest would say now', options: [WEEK, ACCOUNTS, PARTS] },
  {
    name: 'schedule',
    summary: 'Order a weekly digest, or change one',
    options: [
      {
        name: 'weekday',
        summary: 'Monday if left out',
        required: false,
        choices: WEEKDAYS.map((label) => ({ label, words: label.toLowerCase() })),
      },
      { name: 'time', summary: 'Like 09:00', required: false },
      { name: 'zone', summary: 'Like Europe/Berlin', required: false },
      { name: 'channel', summary: 'Here if left out', required: false, kind: 'channel' },
      ACCOUNTS,
      PARTS,
      { name: 'mention', summary: 'A role or person that each post calls', required: false, kind: 'mention' },
      {
        name: 'final',
        summary: 'Wait until the numbers are final?',
        required: false,
        choices: [
          { label: 'At its time', words: 'without waiting' },
          { label: 'Once final, 48 hours after the week', words: 'wait for final' },
        ],
      },
      { name: 'replace', summary: 'Number of the digest to change', required: false },
    ],
  },
  { name: 'list', summary: 'All digests of this workspace', options: [] },
  { name: 'pause', summary: 'Stop a digest for a while', options: [NUMBER] },
  { name: 'resume', summary: 'Let it run again', options: [NUMBER] },
  { name: 'remove', summary: 'End a digest', options: [NUMBER] },
  { name: 'history', summary: 'What became of each week', options: [NUMBER] },
  {
    name: 'show',
    summary: 'A digest again, or what was restated since',
    options: [
      WEEK,
      NUMBER,
      {
        name: 'more',
        summary: 'What to show',
        required: false,
        choices: [{ label: 'Only what was restated since', words: 'diff' }],
      },
    ],
  },
];

export const DIGEST_SPEC: CommandSpec = {
  name: 'digest',
  summary: 'Weekly digests: preview, order, list, pause, history',
  options: [
    {
      name: 'more',
      summary: 'preview, schedule monday 09:00 Europe/Berlin #channel, list, show 2026-W45',
      required: true,
    },
    ACCOUNTS,
  ],
  verbs: VERBS,
  audience: 'channel',
  admin: false,
  examples: ['digest preview @account', 'digest schedule monday 09:00 Europe/Berlin #channel @account', 'digest list'],
};
