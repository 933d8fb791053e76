/** The Graph errors that faults stand for. */
import { fatal, GraphError, notEnoughUsers, objectMissing, pageTokenRequired, permissionMissing } from './errors.ts';
import type { FaultKind } from './faults.ts';
import { tokenRefused } from './tokens.ts';

const THROTTLED: Readonly<Record<number, string>> = {
  4: '(#4) Application request limit reached',
  17: '(#17) User request limit reached',
  32: '(#32) Page request limit reached',
  613: '(#613) Calls to this api have exceeded the rate limit.',
  80002:
    '(#80002) There have been too many calls to this Instagram account. Wait a bit and try again. For more info, please refer to https://developers.facebook.com/docs/graph-api/overview/rate-limiting.',
};

const SIMPLE: Partial<Record<FaultKind['kind'], (path: string) => GraphError>> = {
  code1: () => new GraphError({ code: 1, status: 500, message: 'An unknown error occurred' }),
  'too-much-data': () =>
    new GraphError({
      code: 1,
      status: 500,
      message: "Please reduce the amount of data you're asking for, then retry your request",
    }),
  code2: () =>
    new GraphError({
      code: 2,
      status: 500,
      message: 'An unexpected error has occurred. Please retry your request later.',
      transient: true,
    }),
  code10: permissionMissing,
  code200: () => new GraphError({ code: 200, status: 403, message: '(#200) Permissions error' }),
  'code100-33': (path) => objectMissing(path.split('/').find((part) => /^\d+$/.test(part)) ?? '0'),
  fatal,
  'not-enough-users': notEnoughUsers,
  'page-token-required': pageTokenRequired,
};

/** The Graph error of a fault, when it is one. */
export function faultError(fault: FaultKind, path: string, now: number): GraphError | undefined {
  if (fault.kind === 'token') return tokenRefused(fault.subcode, now);
  if (fault.kind === 'throttled') {
    const message = THROTTLED[fault.code] ?? '';
    return new GraphError({ code: fault.code, message, ...(fault.code === 4 ? { transient: true } : {}) });
  }
  if (fault.kind === 'http429') {
    const headers = fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter };
    const message = THROTTLED[4] ?? '';
    return new GraphError({ code: 4, status: 429, message, transient: true, headers });
  }
  return SIMPLE[fault.kind]?.(path);
}
