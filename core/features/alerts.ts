/** `/ig alerts …`: follower alerts by command. */
import { listAlerts, alertHistory, alertStats } from './alerts-lists.ts';
import { readAlertVerb, refuseTime, requireNobody, withoutFillers } from './alerts-ask.ts';
import { judgeAlert, mute, setQuiet, setSensitivity, turnOff, turnOn } from './alerts-change.ts';
import { changeMention } from './alerts-mention.ts';
import { ALERTS_SPEC } from './alerts-spec.ts';
import { testAlert } from './alerts-test.ts';
import { takeMention } from './digest-options.ts';
import type { Answer, Ask, Deps, Feature } from './feature.ts';
import { refuseMore, refuseStrange } from './named-accounts.ts';

async function answerAlerts(deps: Deps, ask: Ask): Promise<Answer> {
  const { mention, left } = takeMention(ask.text);
  if (mention !== undefined) return changeMention(deps, ask, mention, left);
  const { verb, rest } = readAlertVerb(ask);
  refuseTime(ask, verb);
  if (verb === 'list' || verb === 'stats') refuseMore(ask, rest, `alerts ${verb}`);
  if (verb === 'history') refuseStrange(ask, rest, 'alerts history', 'It takes accounts.');
  switch (verb) {
    case 'list':
      return listAlerts(deps, ask);
    case 'on':
      return turnOn(deps, ask, rest);
    case 'off':
      return turnOff(deps, ask, rest);
    case 'sensitivity':
      return setSensitivity(deps, ask, rest);
    case 'mention':
      requireNobody(rest);
      return changeMention(deps, ask, undefined);
    case 'mute':
    case 'unmute':
    case 'snooze':
      return mute(deps, ask, rest, verb);
    case 'quiet':
      return setQuiet(deps, ask, rest);
    case 'history':
      return alertHistory(deps, ask, rest);
    case 'test':
      return testAlert(deps, ask, withoutFillers(rest));
    case 'stats':
      return alertStats(deps, ask);
    case 'useful':
      return judgeAlert(deps, ask, rest, true);
    case 'useless':
      return judgeAlert(deps, ask, rest, false);
  }
}

export const alertsFeature: Feature = { spec: ALERTS_SPEC, answer: answerAlerts };
