/** The `fields` parameter: names, arguments and nesting, as in `id,children{id},insights.metric(reach,saved)`. */
import { GraphError } from './errors.ts';

export interface FieldRequest {
  readonly name: string;
  /** Key in the answer: the name, or the alias of `.as(alias)`. */
  readonly key: string;
  /** Arguments such as `limit` and `after`. */
  readonly args: Readonly<Record<string, string>>;
  readonly fields: readonly FieldRequest[] | undefined;
}

function syntaxError(what: string, at: number, text: string): GraphError {
  return new GraphError({ code: 2500, message: `Syntax error "${what}" at character ${at}: ${text}` });
}

/**
 * Reads a field list.
 * @throws GraphError 2500 for a field asked for twice (the recorded words) and for broken syntax.
 */
function parseFields(text: string): readonly FieldRequest[] {
  let at = 0;

  function skip(): void {
    while (text[at] === ' ' || text[at] === '+' || text[at] === '\n') at += 1;
  }

  function word(): string {
    skip();
    const match = /^[\w-]+/.exec(text.slice(at));
    if (match === null) throw syntaxError(`Expected name instead of "${text[at] ?? 'end of string'}"`, at, text);
    at += match[0].length;
    skip();
    return match[0];
  }

  function argument(): string {
    const end = text.indexOf(')', at);
    if (text[at] !== '(' || end < 0)
      throw syntaxError(`Expected "(" instead of "${text[at] ?? 'end of string'}"`, at, text);
    const value = text.slice(at + 1, end).trim();
    at = end + 1;
    skip();
    return value;
  }

  function field(): FieldRequest {
    const name = word();
    const args: Record<string, string> = {};
    while (text[at] === '.') {
      at += 1;
      const argName = word();
      args[argName] = argument();
    }
    let fields: readonly FieldRequest[] | undefined;
    if (text[at] === '{') {
      at += 1;
      fields = list();
      if (text[at] !== '}') throw syntaxError('Expected "}" instead of end of string', at, text);
      at += 1;
      skip();
    }
    return { name, key: args['as'] ?? name, args, fields };
  }

  function list(): readonly FieldRequest[] {
    const found: FieldRequest[] = [];
    for (;;) {
      const next = field();
      if (found.some((other) => other.key === next.key)) {
        const reason = `Field ${next.key} specified more than once. This is only possible before version 2.1`;
        throw syntaxError(reason, at, text);
      }
      found.push(next);
      if (text[at] !== ',') return found;
      at += 1;
    }
  }

  const fields = list();
  if (at < text.length) throw syntaxError(`Expected end of string instead of "${text[at] ?? ''}"`, at, text);
  return fields;
}

/** The fields of a request, or undefined when it names none. */
export function fieldsOf(params: URLSearchParams): readonly FieldRequest[] | undefined {
  const text = params.get('fields')?.trim() ?? '';
  return text === '' ? undefined : parseFields(text);
}

/**
 * Builds a node from what is asked: in the order asked, `id` last when nobody asked for it, and what `resolve` gives as
 * undefined left out (the API never says null).
 */
export function project(
  id: string,
  fields: readonly FieldRequest[],
  resolve: (field: FieldRequest) => unknown,
): Readonly<Record<string, unknown>> {
  const node: Record<string, unknown> = {};
  for (const field of fields) {
    const value = field.name === 'id' ? id : resolve(field);
    if (value !== undefined) node[field.key] = value;
  }
  if (!fields.some((field) => field.name === 'id')) node['id'] = id;
  return node;
}
