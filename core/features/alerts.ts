/** `/ig alerts …`: follower alerts by command. */
import { listAlerts, alertHistory, alertStats } from './alerts-lists.ts';
import { readAlertVerb } from './alerts-ask.ts';
import { judgeAlert, mute, setQuiet, setSensitivity, turnOff, turnOn } from './alerts-change.ts';
import { testAlert } from './alerts-test.ts';
import type { Answer, Ask, Deps, Feature } from './feature.ts';

function answerAlerts(deps: Deps, ask: Ask): Promise<Answer> {
  const { verb, rest } = readAlertVerb(ask);
  switch (verb) {
    case 'list':
      return listAlerts(deps, ask);
    case 'on':
      return turnOn(deps, ask, rest);
    case 'off':
      return turnOff(deps, ask, rest);
    case 'sensitivity':
      return setSensitivity(deps, ask, rest);
    case 'mute':
      return rest.includes('off') ? mute(deps, ask, rest, 0) : mute(deps, ask, rest);
    case 'unmute':
      return mute(deps, ask, rest, 0);
    case 'snooze':
      return mute(deps, ask, rest, 1);
    case 'quiet':
      return setQuiet(deps, ask, rest);
    case 'history':
      return alertHistory(deps, ask, rest);
    case 'test':
      return testAlert(deps, ask);
    case 'stats':
      return alertStats(deps, ask);
    case 'useful':
      return judgeAlert(deps, ask, rest, true);
    case 'useless':
      return judgeAlert(deps, ask, rest, false);
  }
}

export const alertsFeature: Feature = {
  spec: {
    name: 'alerts',
    summary: 'Follower alerts: on, off, sensitivity, mute, history, an example',
    options: [
      {
        name: 'more',
        summary: 'list, on, off, sensitivity high, mute 3d, quiet 22:00-07:00, history, test',
        required: true,
      },
      { name: 'accounts', summary: 'Which accounts', required: false },
    ],
    // A button under an alert must not put its answer in the alert's place.
    audience: 'caller',
    admin: false,
    examples: ['alerts on', 'alerts list', 'alerts test @account'],
  },
  answer(deps, ask) {
    return answerAlerts(deps, ask);
  },
};
