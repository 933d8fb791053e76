/** `alerts mention @team`: whom a major alert calls. */
import type { Mention } from '../reports/report.ts';
import { AppError } from '../errors.ts';
import { needPlace, said } from './alerts-change.ts';
import { requireAdmin } from './connect.ts';
import { refuseEveryone } from './digest-options.ts';
import type { Answer, Ask, Deps } from './feature.ts';

/** Sets it, or takes it away with `undefined`. `left` is the text besides the mention. AppError when that says more. */
export async function changeMention(
  deps: Deps,
  ask: Ask,
  mention: Mention | undefined,
  left = 'alerts',
): Promise<Answer> {
  requireAdmin(ask.caller, 'change whom alerts mention');
  if (!/^\s*(?:\/?ig\s+)?alerts?(?:\s+mention)?\s*$/iu.test(left)) {
    throw new AppError('bad-request', 'Whom alerts mention is said on its own.', {
      hint: 'Say /ig alerts mention and the person, role or group, nothing else.',
      suggestions: ['alerts list'],
    });
  }
  refuseEveryone(mention, ask.caller.workspace.remoteId, 'An alert');
  const place = await needPlace(deps, ask);
  await deps.store.saveAlertPlace({ ...place, mention });
  if (mention === undefined) return said('Nobody is mentioned', ['Alerts call nobody by name any more.']);
  const text = `Major alerts, rarer than 1 in 100,000 by our model, mention @${mention.name}: the first day and each new peak.`;
  return said(`Alerts mention @${mention.name}`, [text]);
}
