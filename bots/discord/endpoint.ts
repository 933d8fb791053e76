/** `/discord/interactions`: the same interactions over HTTP, for who sets an Interactions Endpoint URL in Discord. */
import { InteractionType, type APIInteraction } from 'discord.js';
import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { Logger } from '../../core/ports.ts';
import { sentence } from '../http/replies.ts';
import type { HttpApp } from '../http/server.ts';
import { toLogFields } from './faults.ts';

/** What stands before the 32 bytes of an Ed25519 key in DER (RFC 8410). */
const DER = '302a300506032b6570032100';
const SIGNATURE = /^[\da-f]{128}$/iu;
/** Further from now than this, in s, a signed request may be somebody's recording. */
const WINDOW = 300;

export interface EndpointOptions {
  readonly http: HttpApp;
  /** The application's public key, as hex. */
  readonly publicKey: () => Promise<string>;
  /** Takes an interaction; false while nobody listens. */
  readonly hear: (interaction: APIInteraction) => boolean;
  readonly logger: Logger;
}

function isFresh(timestamp: string): boolean {
  return /^\d{1,12}$/u.test(timestamp) && Math.abs(Date.now() / 1000 - Number(timestamp)) <= WINDOW;
}

function parse(body: Buffer): APIInteraction | undefined {
  try {
    const read: unknown = JSON.parse(body.toString('utf8'));
    return typeof read === 'object' && read !== null && 'type' in read ? (read as APIInteraction) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Adds the route. Requests are signed over timestamp and body (Discord's “Receiving and Responding”); anything else gets
 * 401, which Discord probes for. An interaction is taken with 202 and answered by its callback, as over the gateway.
 */
export function addInteractionRoute({ http, publicKey, hear, logger }: EndpointOptions): void {
  let known: Promise<KeyObject> | undefined;

  async function readKey(): Promise<KeyObject> {
    const hex = await publicKey();
    return createPublicKey({ key: Buffer.from(`${DER}${hex}`, 'hex'), format: 'der', type: 'spki' });
  }

  function key(): Promise<KeyObject> {
    known ??= readKey().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  }

  http.post('/discord/interactions', async (c) => {
    const body = Buffer.from(await c.req.arrayBuffer());
    const signature = c.req.header('x-signature-ed25519') ?? '';
    const timestamp = c.req.header('x-signature-timestamp') ?? '';
    if (!SIGNATURE.test(signature) || !isFresh(timestamp)) return sentence(c, 401, 'The signature does not match.');
    try {
      const signed = Buffer.concat([Buffer.from(timestamp), body]);
      const genuine = verify(null, signed, await key(), Buffer.from(signature, 'hex'));
      if (!genuine) return sentence(c, 401, 'The signature does not match.');
    } catch (error) {
      logger.warn(toLogFields(error), 'the public key of the Discord application could not be read');
      return sentence(c, 503, 'Discord cannot be asked for the public key at the moment.');
    }
    const interaction = parse(body);
    if (interaction === undefined) return sentence(c, 400, 'The request cannot be read.');
    if (interaction.type === InteractionType.Ping) return c.json({ type: 1 });
    return hear(interaction) ? c.body(null, 202) : sentence(c, 503, 'Reachboard is not listening.');
  });
}
