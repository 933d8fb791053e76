/** One call in, one reply out: version, faults, token, answer, headers. HTTP itself is in http.ts. */
import { answerBatch, isBatch, type Operation } from './answers/batch.ts';
import { mediaMetricEnum } from './answers/media-metrics.ts';
import { answerOauth, type Answered } from './answers/oauth.ts';
import { USER_METRIC_ENUM } from './answers/user-metrics.ts';
import { answerWrite } from './answers/writes.ts';
import { bend } from './bend.ts';
import { metricsOf, pathParts, redacted, type Call, type LoggedCall, type Reply } from './call.ts';
import type { Context } from './context.ts';
import { errorBody, GraphError, invalid, notInEnum, unknownPath } from './errors.ts';
import { faultError } from './fault-errors.ts';
import { isOnTheWire, type FaultBoard, type FaultKind } from './faults.ts';
import { baseHeaders, errorHeaders, traceIdOf } from './headers.ts';
import { graphJson } from './json.ts';
import { answerRead } from './router.ts';
import { checkProof, checkToken, type DemoToken, type TokenBook } from './tokens.ts';
import { usageHeaders, type UsageBook } from './usage.ts';
import { servedVersion } from './versions.ts';
import type { SubscriptionBook } from './webhooks.ts';
import type { World } from './world.ts';

export interface Parts {
  readonly world: World;
  readonly tokens: TokenBook;
  readonly faults: FaultBoard;
  readonly usage: UsageBook;
  readonly subscriptions: SubscriptionBook;
  readonly calls: LoggedCall[];
  readonly clock: () => number;
  /** What answers calls without a version. */
  readonly unversioned: string;
  /** Seconds before `until` (or now) that a call without `since` gets. */
  readonly defaultWindow: number;
}

/** The log forgets older calls, so that a demo can run for months. */
const MOST_LOGGED = 5_000;
const JSON_TYPE = 'application/json; charset=UTF-8';

function accountOf(world: World, segments: readonly string[], tokenUsername: string | undefined): string | undefined {
  const id = segments[0] ?? '';
  const found = world.byInstagramId(id) ?? world.byPageId(id) ?? world.findKey(id)?.account;
  return found?.plan.username ?? tokenUsername;
}

function removedMetric(call: Call, metric: string, segments: readonly string[], world: World): GraphError {
  const [node = ''] = segments;
  const allowed =
    node === 'me' || world.byInstagramId(node) !== undefined ? USER_METRIC_ENUM : mediaMetricEnum(call.flavour);
  const place = metricsOf(call.params).indexOf(metric);
  return notInEnum(
    `metric[${place}]`,
    allowed.filter((name) => name !== metric),
  );
}

/** Usage headers that a fault puts in place of the counted ones. */
function faultyUsage(fault: FaultKind | undefined, token: DemoToken | undefined, world: World): object {
  if (fault?.kind === 'busy') return usageHeaders(token, world, fault.percent, 0);
  if (fault?.kind !== 'throttled') return {};
  return usageHeaders(fault.code === 4 ? undefined : token, world, 100, fault.regainMinutes ?? 5);
}

/** Makes the function that answers calls. */
export function createService(parts: Parts): (call: Call) => Reply {
  const { world, tokens, faults, usage, calls, clock } = parts;
  let count = 0;

  function answer(context: Context, segments: readonly string[], call: Call, tokenText: string | undefined): Answered {
    const exchanged = answerOauth(context, segments, tokenText);
    if (exchanged !== undefined) return exchanged;
    const { params } = call;
    const token = checkToken(tokens, call.flavour, tokenText, context.now);
    checkProof(token, params.get('appsecret_proof'));
    if (params.has('date_format')) throw invalid('The parameter date_format is no longer supported');
    const authorized = { ...context, token };
    if (isBatch(call.method, segments, params) && call.flavour === 'facebook') {
      return { status: 200, body: answerBatch(params, (operation) => runOperation(call, operation, token.text)) };
    }
    if (segments.length === 0 && params.has('ids')) {
      const message = '(#100) The ids parameter is no longer supported';
      throw new GraphError({ code: 100, type: 'GraphMethodException', message });
    }
    if (segments[1] === 'subscribed_apps' || (call.method !== 'GET' && call.method !== 'HEAD')) {
      return { status: 200, body: answerWrite(authorized, segments, parts.subscriptions) };
    }
    return { status: 200, body: answerRead(authorized, segments) };
  }

  function runOperation(outer: Call, operation: Operation, token: string): Reply | undefined {
    const url = new URL(operation.relativeUrl.replace(/^\/*/, '/'), 'http://batch.local');
    if (!url.searchParams.has('access_token')) url.searchParams.set('access_token', token);
    const { version } = pathParts(outer.path);
    const isBare = pathParts(url.pathname).version === undefined && version !== undefined;
    const path = isBare ? `/${version}${url.pathname}` : url.pathname;
    const { method } = operation;
    const reply = handle({ ...outer, method, path, params: url.searchParams, bearer: undefined }, true);
    return reply.fault === undefined ? reply : undefined;
  }

  /** The good answer or the error, before the wire has its say. */
  function replyTo(call: Call, now: number): Reply & { readonly struck: FaultKind | undefined } {
    const { version, segments } = pathParts(call.path);
    const served = servedVersion(version ?? parts.unversioned);
    const tokenText = call.bearer ?? call.params.get('access_token') ?? undefined;
    const token = tokenText === undefined ? undefined : tokens.find(tokenText);
    const account = accountOf(world, segments, token?.username);
    const struck = faults.strike({ path: call.path, metrics: metricsOf(call.params), account, token: tokenText });
    const traceId = traceIdOf(count);
    const shared = {
      headers: {
        ...baseHeaders(served ?? parts.unversioned, count),
        ...usage.count(token, now),
        ...faultyUsage(struck, token, world),
      },
      contentType: JSON_TYPE,
      fault: struck !== undefined && isOnTheWire(struck) ? struck : undefined,
      struck,
    };

    function produce(): Answered {
      if (struck?.kind === 'metric-removed' && metricsOf(call.params).includes(struck.metric)) {
        throw removedMetric(call, struck.metric, segments, world);
      }
      const error = struck && faultError(struck, call.path, now);
      if (error !== undefined) throw error;
      if (served === undefined) throw unknownPath([version ?? '', ...segments]);
      const { flavour, origin, method, params } = call;
      const { defaultWindow } = parts;
      const context = { world, tokens, flavour, origin, method, params, now, defaultWindow };
      return answer({ ...context, version: version ?? served }, segments, call, tokenText);
    }

    try {
      const { status, body } = produce();
      const text = graphJson(body);
      return { ...shared, status, text, ...bend(struck, { body, text, call, traceId, world }) };
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      const { parts: detail } = error;
      return {
        ...shared,
        status: detail.status ?? 400,
        headers: { ...shared.headers, ...errorHeaders(call.flavour, detail) },
        text: graphJson(errorBody(call.flavour, detail, traceId)),
      };
    }
  }

  function handle(call: Call, inBatch: boolean): Reply {
    const now = clock();
    count += 1;
    const reply = replyTo(call, now);
    if (calls.length >= MOST_LOGGED) calls.shift();
    const { flavour, method, path, params } = call;
    const { status, struck } = reply;
    calls.push({ at: now, flavour, method, path, params: redacted(params), status, fault: struck?.kind, inBatch });
    return reply;
  }

  return (call) => handle(call, false);
}
