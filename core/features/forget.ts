/** `/ig forget @account`: everything about an account is erased, after a second word. */
import type { Account } from '../accounts.ts';
import { AppError } from '../errors.ts';
import type { Report } from '../reports/report.ts';
import { requireAdmin } from './connect.ts';
import type { Answer, Ask, Feature } from './feature.ts';
import { pickAccount } from './pick-account.ts';

const CONFIRM = 'confirm';

function answer(report: Omit<Report, 'footer'>): Answer {
  return { status: 'answered', report: { ...report, footer: 'Reachboard' } };
}

function ask(username: string): Answer {
  const text = `This erases @${username} here: its token, every number ever read or imported, profiles, posts, stories and pictures. Instagram cannot give most of it back: it keeps no follower totals, 30 days of new followers and 24 hours of stories.`;
  return answer({
    title: `Forget @${username}?`,
    summary: `${text} Confirm with /ig forget @${username} ${CONFIRM}.`,
    blocks: [{ kind: 'notice', tone: 'warning', text }],
    actions: [
      { label: `Erase @${username} for good`, command: `forget @${username} ${CONFIRM}`, group: 'fix' },
      { label: 'Keep it', command: `profile @${username}`, group: 'fix' },
    ],
  });
}

function done({ username, origin }: Account, outcome: 'erased' | 'shared'): Answer {
  const text =
    outcome === 'erased'
      ? `@${username} is forgotten: its token and everything that was kept about it here is erased. Backups that still hold it are replaced within 14 days.`
      : `@${username} is not seen from this workspace any more, and the token it had here is erased. Another workspace reads the account with a login of its own, so its numbers stay, and so do the digests and alerts that were made here. They are erased when the last workspace forgets it.`;
  return answer({
    title: outcome === 'erased' ? `Forgot @${username}` : `@${username} is gone from this workspace`,
    summary: text,
    blocks: [
      { kind: 'text', text },
      ...(origin === 'graph'
        ? [
            {
              kind: 'notice' as const,
              tone: 'info' as const,
              text: 'If the token came from INSTAGRAM_ACCESS_TOKEN, remove that line too, or the account is back at the next start.',
            },
          ]
        : []),
    ],
    actions: [{ label: 'Accounts', command: 'accounts', group: 'account' }],
  });
}

function withoutConfirm(question: Ask): { readonly ask: Ask; readonly confirmed: boolean } {
  const rest = question.command.rest.filter((word) => word !== CONFIRM);
  const confirmed = rest.length < question.command.rest.length;
  return { ask: { ...question, command: { ...question.command, rest } }, confirmed };
}

export const forgetFeature: Feature = {
  spec: {
    name: 'forget',
    summary: 'Erase an account with everything that was kept about it',
    options: [
      { name: 'account', summary: 'Which account', required: true },
      { name: 'more', summary: 'confirm: really erase it', required: false },
    ],
    audience: 'caller',
    admin: true,
    examples: ['forget @account'],
  },
  async answer(deps, question) {
    requireAdmin(question.caller, 'erase accounts');
    const { ask: plain, confirmed } = withoutConfirm(question);
    if (plain.command.accounts.length === 0 && plain.command.rest.length === 0) {
      throw new AppError('bad-request', 'Say which account to forget.', {
        suggestions: question.accounts.slice(0, 5).map(({ username }) => `forget @${username}`),
      });
    }
    const account = pickAccount(plain);
    if (account.origin === 'demo') {
      throw new AppError('bad-request', 'Demo accounts belong to the demo and cannot be forgotten.', {
        hint: 'They are hidden as soon as a real account is connected; DEMO=off ends the demo.',
      });
    }
    if (!confirmed) return ask(account.username);
    const outcome = await deps.store.eraseAccount(question.owner.id, account.id);
    if (outcome === 'missing') throw new AppError('not-found', `@${account.username} is already forgotten.`);
    deps.logger.warn(
      { account: account.id, workspace: question.owner.id, user: question.caller.userId, outcome },
      'an account was erased',
    );
    return done(account, outcome);
  },
};
