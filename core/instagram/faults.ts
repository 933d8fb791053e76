/**
 * What a failed call means and what to do next. Codes and texts: Meta's pages on error handling, error codes and rate
 * limits, and recordings of v18.0 to v26.0, read 2026-11-23. Foreign text is compared with and never passed on.
 */
import type { Login } from '../accounts.ts';
import { AppError } from '../errors.ts';
import type { Asked, Fault, Move } from './fault.ts';
import { mediaFault } from './media-faults.ts';
import { metricFault } from './metric-faults.ts';
import type { ErrorBody } from './responses.ts';
import { tokenFault } from './token-faults.ts';
import type { TransportFailure } from './transport.ts';

const TRIES = 3;
const TELL: Move = { kind: 'tell' };
const RETRY: Move = { kind: 'retry', tries: TRIES };
const APP_LIMITS = new Set([4, 341]);
const ACCOUNT_LIMITS = new Set([17, 32, 613]);
const PERMISSIONS: Readonly<Record<Login, Readonly<Record<Asked['subject'], readonly string[]>>>> = {
  facebook: {
    insights: ['instagram_manage_insights', 'pages_read_engagement'],
    profile: ['instagram_basic', 'pages_read_engagement'],
    accounts: ['pages_show_list', 'instagram_basic'],
    token: [],
    media: ['instagram_basic', 'pages_read_engagement'],
    'media-insights': ['instagram_manage_insights', 'pages_read_engagement'],
  },
  instagram: {
    insights: ['instagram_business_manage_insights'],
    profile: ['instagram_business_basic'],
    accounts: ['instagram_business_basic'],
    token: [],
    media: ['instagram_business_basic'],
    'media-insights': ['instagram_business_manage_insights'],
  },
};

function tell(code: AppError['code'], sentence: string, hint?: string): Fault {
  return { move: TELL, error: new AppError(code, sentence, hint === undefined ? {} : { hint }) };
}

function passing(sentence: string, move: Move = RETRY): Fault {
  return { move, error: new AppError('upstream', sentence, { hint: 'Try again in a few minutes.' }) };
}

function limited(scope: 'account' | 'app'): Fault {
  const who = scope === 'app' ? 'this app' : 'this account';
  return {
    move: { kind: 'wait', scope },
    error: new AppError('throttled', `Instagram allows no more calls for ${who} right now.`),
  };
}

function permission(asked: Asked): Fault {
  const needed = PERMISSIONS[asked.login][asked.subject];
  const what = {
    insights: 'the insights',
    profile: 'the profile',
    accounts: 'the accounts',
    token: 'the token',
    media: 'the posts',
    'media-insights': 'the insights of posts',
  };
  return tell(
    'permission',
    `This token may not read ${what[asked.subject]} of the account.`,
    needed.length === 0
      ? 'Connect again and grant all permissions that are asked for.'
      : `Connect again and grant ${needed.join(' and ')}.`,
  );
}

function isAccountLimit(code: number): boolean {
  return ACCOUNT_LIMITS.has(code) || (code >= 80_000 && code < 80_100);
}

/** Refusals of a whole call by their text, code 100 without a metric that is to blame. */
function judgeParameter({ message, subcode }: ErrorBody, asked: Asked): Fault {
  if (subcode === 33) {
    // Seen in place of a rate limit too, so it is asked once more.
    const error = new AppError('not-found', 'Instagram does not show this account to this token.', {
      hint: 'Check that it is still a professional account and still linked to its Page, then connect it again.',
    });
    return { move: { kind: 'retry', tries: 2 }, error };
  }
  if (/Invalid appsecret_proof/iu.test(message)) {
    const error = new AppError('config', 'META_APP_SECRET is not the secret of the app this token belongs to.', {
      hint: 'Set META_APP_ID and META_APP_SECRET of the app that made the token.',
    });
    return { move: { kind: 'without-proof' }, error };
  }
  if (/requires? an appsecret_proof/iu.test(message)) {
    return tell('config', 'The app of this token demands the app secret.', 'Set META_APP_SECRET.');
  }
  const field = /nonexisting field \((\w+)\)/u.exec(message)?.[1];
  if (field !== undefined && asked.fields.includes(field)) {
    const error = new AppError('upstream', `Instagram no longer has the field ${field}.`);
    return { move: { kind: 'drop-field', field }, error };
  }
  if (/Unsupported request - method type/iu.test(message)) {
    const sentence = 'The app of this token has no role for this Instagram account.';
    return tell('permission', sentence, 'Accept the tester invitation in the account, or get Advanced Access.');
  }
  if (/30 days|2592000|since param|last 2 years/iu.test(message)) {
    return tell(
      'bad-request',
      'Instagram has no numbers for that period.',
      'Ask for at most 30 days of the last two years.',
    );
  }
  return tell(
    'upstream',
    'Instagram did not understand the question.',
    'This is a fault in Reachboard; please report it.',
  );
}

function judgeCode(body: ErrorBody, code: number, asked: Asked): Fault | undefined {
  if (APP_LIMITS.has(code)) return limited('app');
  if (isAccountLimit(code)) return limited('account');
  if (code === 190 && /Page Access Token/iu.test(body.message)) {
    const hint = 'Connect the account again through its Page.';
    return tell('permission', 'Instagram wants the token of the Page here, not that of a person.', hint);
  }
  if (code === 190 || code === 102) return { move: TELL, error: tokenFault(body.subcode) };
  if (code === 2500 && /access token/iu.test(body.message)) return { move: TELL, error: tokenFault(undefined) };
  if (code === 104) {
    return tell('config', 'Meta refused the signature of the call.', 'Check META_APP_ID and META_APP_SECRET.');
  }
  if (code === 3 || code === 10 || (code >= 200 && code <= 299)) return permission(asked);
  if (code === 100) return judgeParameter(body, asked);
  if (code === 368) {
    return tell(
      'upstream',
      'Meta has blocked these calls for a while for policy reasons.',
      'Look at the app dashboard of Meta.',
    );
  }
  if (code === 110 || code === 803) return tell('not-found', 'Instagram does not find this account.');
  return undefined;
}

/** What an error body asks for. `status` decides only where the body leaves it open. */
export function judgeError(body: ErrorBody, status: number, asked: Asked): Fault {
  const media = asked.subject.startsWith('media') ? mediaFault(body, asked) : undefined;
  if (media !== undefined) return media;
  const metric = asked.subject.endsWith('insights') ? metricFault(body, asked.metrics) : undefined;
  if (metric !== undefined) return metric;
  const { code } = body;
  const known = code === undefined || body.exchange ? undefined : judgeCode(body, code, asked);
  if (known !== undefined) return known;
  if (status === 429) return limited('account');
  if (code === undefined && status === 401) return { move: TELL, error: tokenFault(undefined) };
  const isPassing = body.transient || status >= 500 || code === -1 || code === 1 || code === 2;
  if (!isPassing) return tell('upstream', `Instagram refused the call${code === undefined ? '' : ` (code ${code})`}.`);
  return passing('Instagram has a fault of its own at the moment.');
}

/** An answer that is no JSON, cut short or empty. */
export function judgeUnreadable(status: number): Fault {
  return status === 429 ? limited('account') : passing('Instagram sent an answer that cannot be read.');
}

/** No answer at all. */
export function judgeTransport(failure: TransportFailure): Fault {
  switch (failure.kind) {
    case 'timeout':
      return passing('Instagram did not answer in time.');
    case 'connect':
    case 'reset':
      return passing('Instagram cannot be reached at the moment.');
    case 'too-large':
      return passing('Instagram sent far too large an answer.', TELL);
    case 'redirect':
      return passing('Instagram pointed to another address, which is not followed.', TELL);
    case 'tls': {
      const sentence = `The certificate of ${failure.host} cannot be trusted.`;
      const hint = 'Check the clock of this machine and what stands between it and Instagram.';
      return { move: TELL, error: new AppError('config', sentence, { hint }) };
    }
  }
}
