/** How `alerts` is offered: in one line, and verb by verb where a platform has typed options. */
import { SENSITIVITIES } from '../alerts/alert.ts';
import type { CommandOption, CommandSpec, CommandVerb } from '../commands.ts';

const ACCOUNTS: CommandOption = { name: 'accounts', summary: 'Which accounts; all if left out', required: false };

const VERBS: readonly CommandVerb[] = [
  { name: 'list', summary: 'Where alerts come, and how', options: [] },
  {
    name: 'on',
    summary: 'Turn alerts on, or move them',
    options: [
      { name: 'channel', summary: 'Here if left out', required: false, kind: 'channel' },
      { name: 'zone', summary: 'Like Europe/Berlin', required: false },
      ACCOUNTS,
    ],
  },
  { name: 'off', summary: 'Turn alerts off', options: [ACCOUNTS] },
  {
    name: 'sensitivity',
    summary: 'How rare a day has to be',
    options: [
      {
        name: 'more',
        summary: 'How much is told',
        required: true,
        choices: SENSITIVITIES.map((one) => ({ label: one, words: one })),
      },
    ],
  },
  {
    name: 'mention',
    summary: 'Whom a major alert calls',
    options: [
      { name: 'mention', summary: 'A role or a person', required: false, kind: 'mention' },
      { name: 'more', summary: 'Or nobody', required: false, choices: [{ label: 'Nobody', words: 'off' }] },
    ],
  },
  {
    name: 'mute',
    summary: 'No messages for a while',
    options: [
      ACCOUNTS,
      {
        name: 'more',
        summary: 'How long; a week if left out',
        required: false,
        choices: [1, 3, 7, 30].map((days) => ({ label: days === 1 ? '1 day' : `${days} days`, words: `${days}d` })),
      },
    ],
  },
  { name: 'unmute', summary: 'Hear them again', options: [ACCOUNTS] },
  {
    name: 'quiet',
    summary: 'Hours in which messages wait',
    options: [{ name: 'more', summary: 'Like 22:00-07:00, or off', required: true }],
  },
  { name: 'history', summary: 'Every message of 90 days', options: [ACCOUNTS] },
  { name: 'test', summary: 'An example from real days', options: [ACCOUNTS] },
  { name: 'stats', summary: 'How useful alerts were', options: [] },
];

export const ALERTS_SPEC: CommandSpec = {
  name: 'alerts',
  summary: 'Follower alerts: on, off, sensitivity, mute, history, an example',
  options: [
    {
      name: 'more',
      summary: 'list, on, off, sensitivity high, mention @team, mute 3d, quiet 22:00-07:00, history, test',
      required: true,
    },
    { name: 'accounts', summary: 'Which accounts', required: false },
  ],
  verbs: VERBS,
  // A button under an alert must not put its answer in the alert's place.
  audience: 'caller',
  admin: false,
  examples: ['alerts on', 'alerts list', 'alerts test @account'],
};
