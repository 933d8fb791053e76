/** The test post of a new or resumed digest: whether the channel takes messages is found out while somebody is there to fix it. */
import { outcomeOf, reasonOf } from '../deliveries/outcome.ts';
import { AppError, isAppError } from '../errors.ts';
import type { Destination } from '../ports.ts';
import type { RenderedReport } from '../reports/report.ts';
import type { Deps } from './feature.ts';

/** Undefined: the channel took it. Otherwise why that is not known. AppError `bad-request` with the fix when it did not. */
export async function checkChannel(
  deps: Deps,
  to: Destination,
  words: { readonly channel: string; readonly text: string },
): Promise<string | undefined> {
  const adapter = deps.chats?.().find(({ platform }) => platform === to.platform);
  if (adapter === undefined) return 'The channel could not be tried from here; the first digest will show.';
  const report: RenderedReport = {
    title: 'Weekly digest',
    summary: words.text,
    blocks: [{ kind: 'text', text: words.text }],
    footer: 'This message shows that Reachboard can post here.',
    actions: [{ label: 'Preview', command: 'digest preview', group: 'metric' }],
  };
  try {
    await adapter.deliver(to, report, `test-${to.channelId}-${deps.clock()}`);
    return undefined;
  } catch (error) {
    if (!isAppError(error)) throw error;
    if (outcomeOf(error) === 'refused') {
      throw new AppError('bad-request', `${words.channel} took no message, so nothing was set up. ${error.message}`, {
        hint: error.hint ?? 'Choose another channel.',
        about: 'channel',
        cause: error,
      });
    }
    return `The channel could not be tried: ${reasonOf(error)}`;
  }
}
