/** Request bodies against Discord's own OpenAPI document, and against the rules its pages have beside it. */
import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

interface Operation {
  readonly body?: object;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: object;
}

const DOCUMENT = JSON.parse(
  readFileSync(new URL('../../fixtures/discord/openapi.json', import.meta.url), 'utf8'),
) as Document;
const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  snowflake: (text) => /^\d{1,20}$/u.test(text),
  nonce: (text) => text.length <= 25,
  uri: (text) => URL.canParse(text),
  'date-time': (text) => !Number.isNaN(Date.parse(text)),
};

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
for (const [name, validate] of Object.entries(FORMATS)) ajv.addFormat(name, validate);
for (const name of ['int32', 'int64', 'double']) ajv.addFormat(name, { type: 'number', validate: () => true });
ajv.addSchema({ $id: 'discord', components: DOCUMENT.components });

function withAbsoluteRefs(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"discord#/components/')) as object;
}

const VALIDATORS = new Map<string, ValidateFunction>();

/** What the document says against a body, empty when nothing; `route` as the document writes it. */
export function violations(method: string, route: string, body: unknown): readonly string[] {
  const key = `${method} ${route}`;
  let validate = VALIDATORS.get(key);
  if (validate === undefined) {
    const schema = DOCUMENT.paths[route]?.[method.toLowerCase()]?.body;
    if (schema === undefined) return [];
    validate = ajv.compile(withAbsoluteRefs(schema));
    VALIDATORS.set(key, validate);
  }
  if (validate(body)) return [];
  return (validate.errors ?? [])
    .slice(0, 8)
    .map(({ instancePath, message = '' }) => `${key} ${instancePath} ${message}`);
}
