/** Refusals that concern one media and not its metrics. Texts and codes: recordings of v22.0 to v25.0, read 2026-11-23. */
import { AppError } from '../errors.ts';
import type { Asked, Fault } from './fault.ts';
import type { ErrorBody } from './responses.ts';

const BEFORE_BUSINESS = 2_108_006;
const OBJECT_MISSING = 33;

function notFound(asked: Asked): Fault {
  const sentence =
    asked.subject === 'media-insights'
      ? 'Instagram does not have this post any more.'
      : 'Instagram does not show that to this token.';
  // Seen in place of a rate limit too, so it is asked once more.
  return { move: { kind: 'retry', tries: 2 }, error: new AppError('not-found', sentence) };
}

/** The fault when the media itself is to blame, undefined when not. */
export function mediaFault({ message, code, subcode }: ErrorBody, asked: Asked): Fault | undefined {
  if (subcode === BEFORE_BUSINESS) {
    const sentence = 'Instagram has no insights from before the account became a professional one.';
    return { move: { kind: 'skip-media', because: 'before professional' }, error: new AppError('metric', sentence) };
  }
  if (/not enough viewers/iu.test(message)) {
    const sentence = 'Instagram shows insights of a story once five people have seen it.';
    return { move: { kind: 'skip-media', because: 'too few' }, error: new AppError('metric', sentence) };
  }
  if (/nonexisting field \(stories\)/iu.test(message)) {
    const error = new AppError('metric', 'Instagram shows no stories with this login.', {
      hint: 'Connect the account through Facebook Login to keep its stories.',
    });
    return { move: { kind: 'tell' }, error };
  }
  if (/reduce the amount of data/iu.test(message) && asked.subject === 'media') {
    return { move: { kind: 'smaller' }, error: new AppError('upstream', 'That is too much at once for Instagram.') };
  }
  if (/invalid cursor|cursor (?:is|has) (?:expired|invalid)/iu.test(message) && asked.subject === 'media') {
    return { move: { kind: 'begin-again' }, error: new AppError('upstream', 'Instagram lost its place in the list.') };
  }
  return code === 100 && subcode === OBJECT_MISSING ? notFound(asked) : undefined;
}
