/** Tokens at rest: AES-256-GCM, bound to the row they belong to. Text form `v1.{kid}.{iv}.{ciphertext}.{tag}`, parts in base64url. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { Secret } from '../core/secret.ts';

const VERSION = 'v1';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** What a sealed text belongs to; it opens nowhere else. */
interface SealPlace {
  readonly workspace: number;
  readonly account: number;
  readonly purpose: 'access-token' | `installation/${string}`;
}

/** Seals and opens with a ring of keys. */
export interface Seal {
  /** Seals with the newest key. */
  close(secret: Secret, place: SealPlace): string;
  /** Undefined when no key of the ring fits, a bit was changed, or the text was sealed for another place. */
  open(sealed: string, place: SealPlace): Secret | undefined;
}

function keyId(key: Uint8Array): string {
  return createHash('sha256').update('key id').update(key).digest('hex').slice(0, 8);
}

function bound(kid: string, { workspace, account, purpose }: SealPlace): Buffer {
  return Buffer.from(`${VERSION}|${kid}|workspace:${workspace}/account:${account}/${purpose}`);
}

/** A seal over 32-byte keys, newest first. */
export function createSeal(keys: readonly [Uint8Array, ...Uint8Array[]]): Seal {
  const ring = new Map(keys.map((key) => [keyId(key), key]));
  const newest = keys[0];

  return {
    close(secret, place) {
      const kid = keyId(newest);
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', newest, iv, { authTagLength: TAG_BYTES });
      cipher.setAAD(bound(kid, place));
      const ciphertext = Buffer.concat([cipher.update(secret.reveal(), 'utf8'), cipher.final()]);
      const parts = [iv, ciphertext, cipher.getAuthTag()].map((part) => part.toString('base64url'));
      return [VERSION, kid, ...parts].join('.');
    },

    open(sealed, place) {
      const [version, kid = '', ...parts] = sealed.split('.');
      const key = ring.get(kid);
      const [iv, ciphertext, tag] = parts.map((part) => Buffer.from(part, 'base64url'));
      if (version !== VERSION || key === undefined || parts.length !== 3) return undefined;
      if (iv?.length !== IV_BYTES || ciphertext === undefined || tag?.length !== TAG_BYTES) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
      decipher.setAAD(bound(kid, place));
      decipher.setAuthTag(tag);
      try {
        return new Secret(Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8'));
      } catch {
        return undefined;
      }
    },
  };
}
