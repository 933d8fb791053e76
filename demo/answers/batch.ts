/** `POST /` with `batch=[…]`: up to 50 reads in one call, each with its own status and a body that is a JSON string. */
import { invalid } from '../errors.ts';

export interface Operation {
  readonly method: string;
  readonly relativeUrl: string;
}

interface OperationReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly contentType: string;
}

const MOST_OPERATIONS = 50;

/** Whether a call is a batch. */
export function isBatch(method: string, segments: readonly string[], params: URLSearchParams): boolean {
  return method === 'POST' && segments.length === 0 && params.has('batch');
}

function operationsOf(text: string): readonly Operation[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    throw invalid('The parameter batch must be a JSON array');
  }
  if (!Array.isArray(list)) throw invalid('The parameter batch must be a JSON array');
  const items: readonly unknown[] = list;
  if (items.length > MOST_OPERATIONS) {
    throw invalid(`Too many requests in batch message. Maximum batch size is ${MOST_OPERATIONS}`);
  }
  return items.map((item) => {
    if (
      typeof item !== 'object' ||
      item === null ||
      !('relative_url' in item) ||
      typeof item.relative_url !== 'string'
    ) {
      throw invalid('The parameter relative_url is required');
    }
    const method = 'method' in item && typeof item.method === 'string' ? item.method : 'GET';
    return { method: method.toUpperCase(), relativeUrl: item.relative_url };
  });
}

/** Header names as batches spell them. */
const SPELT: Readonly<Record<string, string>> = {
  'facebook-api-version': 'Facebook-API-Version',
  'www-authenticate': 'WWW-Authenticate',
};

function headerName(name: string): string {
  return SPELT[name] ?? name.replace(/(^|-)[a-z]/g, (part) => part.toUpperCase());
}

/**
 * Runs the operations in order and gives the array of answers; one that gave no answer in time is null. JSONPath
 * references between operations are not understood here.
 * @throws GraphError 100 for more than 50 operations or a batch that is not a list.
 */
export function answerBatch(
  params: URLSearchParams,
  run: (operation: Operation) => OperationReply | undefined,
): readonly (object | null)[] {
  const withHeaders = params.get('include_headers') !== 'false';
  return operationsOf(params.get('batch') ?? '').map((operation) => {
    const reply = run(operation);
    if (reply === undefined) return null;
    const all = { ...reply.headers, 'content-type': reply.contentType };
    const headers = Object.entries(all).map(([name, value]) => ({ name: headerName(name), value }));
    return { code: reply.status, ...(withHeaders ? { headers } : {}), body: reply.text };
  });
}
