/** The rows of the fault matrix that are one fault of the local Instagram each. */
import type { FaultKind } from '../../demo/faults.ts';
import { HOUR } from './rig.ts';
import type { Row } from './loops.ts';

const OWN_FAULT = /Instagram has a fault of its own at the moment/u;
const UNREADABLE = /Instagram sent an answer that cannot be read/u;
const UNREACHED = /Instagram cannot be reached at the moment/u;
const LATE = /Instagram did not answer in time/u;
const SILENT = /g(?:ave|iven) no|no number|not known|not in yet|cannot be read/u;
const DAY = 24 * HOUR;
/** Long enough for a busy machine to answer in, short enough to wait for. */
const HASTY = { timeouts: { connect: 3000, headers: 1200, insights: 1800, other: 1800 } };

function passing(fault: FaultKind, says: RegExp, rest: Partial<Row> = {}): Row {
  return { fault, says, healed: 2, ...rest };
}

function lasting(fault: FaultKind, says: RegExp, rest: Partial<Row> = {}): Row {
  return { fault, says, healed: 0, ...rest };
}

export const MATRIX: Readonly<Record<string, Row>> = {
  '1: status 500 in plain text': passing({ kind: 'http500' }, UNREADABLE),
  '1: status 502 in plain text': passing({ kind: 'http500', status: 502 }, UNREADABLE),
  '1: status 503 in plain text': passing({ kind: 'http500', status: 503 }, UNREADABLE),
  '2: code 1, unknown': passing({ kind: 'code1' }, OWN_FAULT),
  '2: code 2, transient': passing({ kind: 'code2' }, OWN_FAULT),
  '7: status 200 with an error body': passing({ kind: 'ok-with-error' }, OWN_FAULT),
  '10: permission revoked (code 10)': lasting({ kind: 'code10' }, /may not read/u),
  '10: permission revoked (code 200)': lasting({ kind: 'code200' }, /may not read/u),
  '11: account deleted (100/33)': passing({ kind: 'code100-33' }, /does not show this account/u, { healed: 1 }),
  '12: a metric taken out of the API': lasting(
    { kind: 'metric-removed', metric: 'views' },
    /Instagram does not offer this metric any more/u,
    { over: 2 * DAY },
  ),
  '14: empty data': lasting({ kind: 'empty-data' }, SILENT, { over: DAY, common: true }),
  '14: no total': lasting({ kind: 'no-total-value' }, SILENT, { over: DAY, common: true }),
  '14: numbers as text': lasting({ kind: 'odd-values', as: 'text' }, SILENT, { over: DAY, common: true }),
  '14: null for numbers': lasting({ kind: 'odd-values', as: 'null' }, SILENT, { over: DAY, common: true }),
  '14: negative numbers': lasting({ kind: 'odd-values', as: 'negative' }, SILENT, { over: DAY, common: true }),
  '14: numbers left out': lasting({ kind: 'odd-values', as: 'missing' }, SILENT, { over: DAY, common: true }),
  '15: an answer about another account': lasting({ kind: 'wrong-account' }, /answered for another account/u),
  '16: connection reset before a byte': passing({ kind: 'reset' }, UNREACHED),
  '17: accepted, never answered': passing({ kind: 'never' }, LATE, { options: HASTY }),
  '18: a body in drops': passing({ kind: 'drip', ms: 30, bytes: 1 }, LATE, { options: HASTY }),
  '19: cut with a length': passing({ kind: 'cut' }, UNREACHED),
  '19: cut in chunks': passing({ kind: 'cut', chunked: true }, UNREACHED),
  '20: clean end, half the JSON': passing({ kind: 'truncated' }, UNREADABLE),
  '20: HTML with status 200': passing({ kind: 'html' }, UNREADABLE),
  '20: nothing at all': passing({ kind: 'empty-body' }, UNREADABLE),
  '21: a body of 9 MB': lasting({ kind: 'huge', bytes: 9 * 1024 * 1024 }, /far too large an answer/u),
  '21: a gzip bomb of 64 MB': lasting({ kind: 'gzip-bomb', bytes: 64 * 1024 * 1024 }, /far too large an answer/u),
  '22: a redirect inside': lasting({ kind: 'redirect', location: 'http://169.254.169.254/' }, /which is not followed/u),
};

/**
 * Struck for good at the first call only: faults that cost their time-out or their megabytes with every call, and those
 * that are met in the same way as the one before them.
 */
export const BRIEF = new Set(
  Object.keys(MATRIX).filter((name) =>
    /^(?:17|18|21)|50[23]|code 2,|code 200|in chunks|HTML|at all|as text|null for|left out/u.test(name),
  ),
);
