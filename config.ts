/** The only reader of the environment: one schema, one typed object. Names and defaults are a contract with operators. */
import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { Duration, IANAZone } from 'luxon';
import { z } from 'zod';
import { AppError } from './core/errors.ts';
import { Secret } from './core/secret.ts';

const text = z.string().trim().min(1);
const secret = text.transform((value) => new Secret(value));
const url = text
  .refine((value) => URL.canParse(value) && /^https?:$/u.test(new URL(value).protocol), 'must be an http(s) URL')
  .transform((value) => value.replace(/\/+$/u, ''));
const duration = text.refine(
  (value) => Duration.fromISO(value).isValid && Duration.fromISO(value).toMillis() >= 1000,
  'must be an ISO 8601 duration such as PT15M',
);

/** Every variable, in the order of `.env.example`. */
export const VARIABLES = {
  DATABASE_URL: text
    .regex(/^(?:sqlite:(?!:memory:).+|postgres(?:ql)?:\/\/.+)$/u, 'must be sqlite:./path/to/file.db or postgres://…')
    .default('sqlite:./data/reachboard.db'),
  ENCRYPTION_KEY: text
    .refine(
      (value) => value.split(',').every((key) => Buffer.from(key.trim(), 'base64').length === 32),
      'must be 32 bytes in base64 (openssl rand -base64 32), or a comma list of such keys, newest first',
    )
    .transform((value) => new Secret(value))
    .optional(),
  GRAPH_API_VERSION: text.regex(/^v\d{1,3}\.\d$/u, 'must look like v26.0').default('v26.0'),
  GRAPH_API_URL: url.default('https://graph.facebook.com'),
  INSTAGRAM_API_URL: url.default('https://graph.instagram.com'),
  INSTAGRAM_ACCESS_TOKEN: text
    .regex(/^\S+$/u, 'must be one token without spaces')
    .transform((value) => new Secret(value))
    .optional(),
  INSTAGRAM_LOGIN: z.enum(['facebook', 'instagram'], 'must be facebook or instagram').optional(),
  META_APP_ID: text.regex(/^\d+$/u, 'must be the number of the app').optional(),
  META_APP_SECRET: secret.optional(),
  PUBLIC_URL: url.optional(),
  FACEBOOK_DIALOG_URL: url.default('https://www.facebook.com'),
  INSTAGRAM_DIALOG_URL: url.default('https://www.instagram.com'),
  INSTAGRAM_OAUTH_URL: url.default('https://api.instagram.com'),
  META_WEBHOOK_VERIFY_TOKEN: secret.optional(),
  SLACK_BOT_TOKEN: text
    .regex(/^xoxb-/u, 'must be a bot token (xoxb-…)')
    .transform((value) => new Secret(value))
    .optional(),
  SLACK_APP_TOKEN: text
    .regex(/^xapp-/u, 'must be an app-level token (xapp-…)')
    .transform((value) => new Secret(value))
    .optional(),
  SLACK_SIGNING_SECRET: secret.optional(),
  SLACK_CLIENT_ID: text.optional(),
  SLACK_CLIENT_SECRET: secret.optional(),
  SLACK_STATE_SECRET: secret.optional(),
  SLACK_API_URL: url.transform((value) => `${value}/`).default('https://slack.com/api/'),
  DISCORD_TOKEN: secret.optional(),
  DISCORD_APPLICATION_ID: text.regex(/^\d+$/u, 'must be the number of the application').optional(),
  DISCORD_API_URL: url.default('https://discord.com/api'),
  DISCORD_GUILD_ID: text.regex(/^\d+$/u, 'must be the number of the server').optional(),
  HTTP_HOST: text.default('127.0.0.1'),
  HTTP_PORT: text
    .regex(/^\d{1,5}$/u, 'must be a port number')
    .transform(Number)
    .refine((port) => port <= 65_535, 'must be a port number up to 65535')
    .default(3000),
  FOLLOWER_POLL_INTERVAL: duration.default('PT15M'),
  COLLECT_INTERVAL: duration.default('PT1H'),
  ON_UNKNOWN: z.enum(['resend', 'hold'], 'must be resend or hold').default('resend'),
  HEARTBEAT_URL: url.optional(),
  DEFAULT_TIME_ZONE: text
    .refine((zone) => IANAZone.isValidZone(zone), 'must be an IANA zone such as Europe/Berlin')
    .default('UTC'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], 'must be debug, info, warn, error or silent')
    .default('info'),
  ROLES: text
    .transform((value) => value.split(',').map((role) => role.trim()))
    .pipe(z.array(z.enum(['chat', 'worker'], 'must be chat, worker or both, with a comma')).min(1))
    .default(['chat', 'worker']),
  DEMO: z.enum(['auto', 'on', 'off'], 'must be auto, on or off').default('auto'),
} as const;

const SCHEMA = z.object(VARIABLES);
type Name = keyof typeof VARIABLES;
/** Every variable by its name, and which of them somebody set. */
export type Config = z.output<typeof SCHEMA> & { readonly given: ReadonlySet<Name> };

/** Variables that only work together: the first needs one of the sets that follow. */
const NEEDS: readonly (readonly [Name, readonly (readonly Name[])[]])[] = [
  ['META_APP_ID', [['META_APP_SECRET']]],
  ['META_APP_SECRET', [['META_APP_ID']]],
  ['INSTAGRAM_LOGIN', [['INSTAGRAM_ACCESS_TOKEN']]],
  ['META_WEBHOOK_VERIFY_TOKEN', [['META_APP_SECRET']]],
  ['SLACK_BOT_TOKEN', [['SLACK_APP_TOKEN'], ['SLACK_SIGNING_SECRET']]],
  ['SLACK_APP_TOKEN', [['SLACK_BOT_TOKEN']]],
  ['SLACK_SIGNING_SECRET', [['SLACK_BOT_TOKEN'], ['SLACK_CLIENT_ID']]],
  ['SLACK_CLIENT_ID', [['SLACK_CLIENT_SECRET', 'SLACK_STATE_SECRET', 'SLACK_SIGNING_SECRET']]],
  ['SLACK_CLIENT_SECRET', [['SLACK_CLIENT_ID']]],
  ['SLACK_STATE_SECRET', [['SLACK_CLIENT_ID']]],
  ['DISCORD_TOKEN', [['DISCORD_APPLICATION_ID']]],
  ['DISCORD_APPLICATION_ID', [['DISCORD_TOKEN']]],
  ['DISCORD_GUILD_ID', [['DISCORD_TOKEN']]],
];

function half(config: Config): AppError | undefined {
  for (const [name, sets] of NEEDS) {
    if (config[name] === undefined || sets.some((set) => set.every((other) => config[other] !== undefined))) continue;
    const missing = sets.map((set) => set.filter((other) => config[other] === undefined).join(' and ')).join(' or ');
    return new AppError('config', `${name} is set without ${missing}: set that too, or remove ${name}.`);
  }
  return undefined;
}

/** Reads the variables from a plain object; empty ones count as not set. Throws AppError `config` naming the variable and the fix. */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.keys(VARIABLES).flatMap((name) => (environment[name]?.trim() ? [[name, environment[name]]] : [])),
  );
  const parsed = SCHEMA.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new AppError(
      'config',
      `${String(issue?.path[0] ?? 'The configuration')} ${issue?.message ?? 'cannot be read'}.`,
    );
  }
  const config: Config = { ...parsed.data, given: new Set(Object.keys(given) as Name[]) };
  const incomplete = half(config);
  if (incomplete !== undefined) throw incomplete;
  return config;
}

function readEnvFile(): Readonly<Record<string, string | undefined>> {
  if (!existsSync('.env')) return {};
  try {
    return parseEnv(readFileSync('.env', 'utf8'));
  } catch (error) {
    throw new AppError('config', '.env cannot be read.', {
      hint: 'Make it a file this user may read, or remove it.',
      cause: error,
    });
  }
}

/** The configuration of this process: the environment, and below it the file `.env` when there is one. */
export function readConfig(): Config {
  return parseConfig({ ...readEnvFile(), ...process.env });
}
