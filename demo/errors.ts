/** Graph API errors: the texts as recorded, the envelope of each host. */

/** Whose host answers: graph.facebook.com or graph.instagram.com. */
export type Flavour = 'facebook' | 'instagram';

export interface GraphErrorParts {
  readonly message: string;
  readonly code: number;
  /** HTTP status; 400 unless said. */
  readonly status?: number;
  readonly type?: string;
  readonly subcode?: number;
  readonly transient?: boolean;
  readonly userTitle?: string;
  readonly userMessage?: string;
  readonly data?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** False: the recording of this error has no `fbtrace_id`. */
  readonly traced?: boolean;
}

/** A refusal on its way to the client. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly parts: GraphErrorParts;

  constructor(parts: GraphErrorParts) {
    super(parts.message);
    this.parts = parts;
  }
}

const TOKEN_CODES = new Set([102, 104, 190]);
const MANUAL = '. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api';

/** The message as a host says it: graph.instagram.com leaves out the "(#100) " prefix and the pointer to the manual. */
export function messageOn(flavour: Flavour, message: string): string {
  return flavour === 'facebook' ? message : message.replace(/^\(#-?\d+\) /, '').replace(MANUAL, '');
}

function typeOn(flavour: Flavour, parts: GraphErrorParts): string {
  if (flavour === 'instagram' && !TOKEN_CODES.has(parts.code)) return 'IGApiException';
  if (parts.type !== undefined) return parts.type;
  return parts.subcode === 33 ? 'GraphMethodException' : 'OAuthException';
}

/** The JSON body of an error, keys in the recorded order; absent parts are absent. */
export function errorBody(flavour: Flavour, parts: GraphErrorParts, traceId: string): { readonly error: object } {
  return {
    error: {
      message: messageOn(flavour, parts.message),
      type: typeOn(flavour, parts),
      code: parts.code,
      ...(parts.data === undefined ? {} : { error_data: parts.data }),
      ...(parts.subcode === undefined ? {} : { error_subcode: parts.subcode }),
      ...(parts.transient === undefined ? {} : { is_transient: parts.transient }),
      ...(parts.userTitle === undefined ? {} : { error_user_title: parts.userTitle }),
      ...(parts.userMessage === undefined ? {} : { error_user_msg: parts.userMessage }),
      ...(parts.traced === false ? {} : { fbtrace_id: traceId }),
    },
  };
}

/** Code 100 with a message after the "(#100) " prefix. */
export function invalid(message: string): GraphError {
  return new GraphError({ code: 100, message: `(#100) ${message}` });
}

/** "metric[2] must be one of the following values: …": the enum errors. */
export function notInEnum(parameter: string, values: readonly string[]): GraphError {
  return invalid(`${parameter} must be one of the following values: ${values.join(', ')}`);
}

/** A node that is not there, or not for this token: 100/33. */
export function objectMissing(id: string, method = 'get'): GraphError {
  const reasons = 'does not exist, cannot be loaded due to missing permissions, or does not support this operation';
  return new GraphError({
    code: 100,
    subcode: 33,
    message: `Unsupported ${method} request. Object with ID '${id}' ${reasons}${MANUAL}`,
  });
}

/** A root call that names nothing. */
export function unsupportedRequest(flavour: Flavour, method: string): GraphError {
  const verb = method.toLowerCase();
  return flavour === 'instagram'
    ? new GraphError({ code: 100, message: `Unsupported request - method type: ${verb}` })
    : new GraphError({ code: 100, type: 'GraphMethodException', message: `Unsupported ${verb} request${MANUAL}` });
}

/** 2500: path components nobody knows. */
export function unknownPath(parts: readonly string[]): GraphError {
  return new GraphError({ code: 2500, message: `Unknown path components: /${parts.join('/')}` });
}

/** A field or edge that this node does not have. */
export function unknownField(name: string): GraphError {
  return invalid(`Tried accessing nonexisting field (${name})`);
}

/** 10: the token lacks a permission. */
export function permissionMissing(): GraphError {
  return new GraphError({ code: 10, message: '(#10) Application does not have permission for this action' });
}

/** 10 on a story that fewer than five accounts saw. */
export function notEnoughViewers(): GraphError {
  return new GraphError({ code: 10, message: '(#10) Not enough viewers for the media to show insights' });
}

/** 2874010; the numeric code was masked in the only recordings, so 100 is a guess. */
export function notEnoughUsers(): GraphError {
  return new GraphError({
    code: 100,
    subcode: 2874010,
    message: 'Not enough users',
    transient: false,
    userTitle: "Demographic data isn't available",
    userMessage: 'You can learn about your audience once this metric has more than 100 people in each breakdown.',
  });
}

/** 100/2108006: media from before the account was a professional one. */
export function postedBeforeConversion(): GraphError {
  return new GraphError({
    code: 100,
    subcode: 2108006,
    message: 'Invalid parameter',
    data: { blame_field_specs: [['']] },
    transient: false,
    userTitle: 'Media posted before business account conversion',
    userMessage:
      "The media was posted before the most recent time that the user's account was converted to a business account from a personal account.",
  });
}

/** -1/2207086: Facebook numbers of a media that is not on Facebook. */
export function fatal(): GraphError {
  return new GraphError({ code: -1, subcode: 2207086, message: 'Fatal', traced: false });
}

/** Code 110: no professional account of that name for Business Discovery. */
export function discoveryMissing(username: string): GraphError {
  return new GraphError({
    code: 110,
    subcode: 2207013,
    message: 'Invalid user id',
    transient: false,
    userTitle: 'Cannot find User',
    userMessage: `The user with username: ${username} cannot be found.`,
  });
}

/** 190 that is no expired token: a Page's own business asked with another token. */
export function pageTokenRequired(): GraphError {
  return new GraphError({ code: 190, message: '(#190) This method must be called with a Page Access Token' });
}
