import assert from 'node:assert/strict';

import { Secret } from '../../../core/secret.ts';
import { createSeal } from '../../../db/seal.ts';

const OLD = new Uint8Array(32).fill(1);
const NEW = new Uint8Array(32).fill(2);
const PLACE = { workspace: 3, account: 4, purpose: 'access-token' } as const;
const TOKEN = 'EAAtoken🎉';

describe('the seal', () => {
  const seal = createSeal([OLD]);
  const sealed = seal.close(new Secret(TOKEN), PLACE);

  it('gives the token back, and only in its own place', () => {
    assert.equal(seal.open(sealed, PLACE)?.reveal(), TOKEN);
    assert.equal(seal.open(sealed, { ...PLACE, workspace: 4 }), undefined);
    assert.equal(seal.open(sealed, { ...PLACE, account: 3 }), undefined);
  });

  it('does not show the token, and never seals twice the same', () => {
    assert.match(sealed, /^v1\.[0-9a-f]{8}(?:\.[\w-]+){3}$/u);
    assert.equal(!Buffer.from(sealed.split('.')[3] ?? '', 'base64url').includes('EAA'), true);
    assert.notEqual(seal.close(new Secret(TOKEN), PLACE), sealed);
  });

  it('opens nothing in which any character was changed, taken away or added', () => {
    for (let at = 0; at < sealed.length; at += 1) {
      const other = sealed[at] === 'A' ? 'Q' : 'A';
      const changed = `${sealed.slice(0, at)}${other}${sealed.slice(at + 1)}`;
      assert.equal(seal.open(changed, PLACE), undefined, `at ${at}`);
      assert.equal(seal.open(sealed.slice(0, at), PLACE), undefined, `cut at ${at}`);
    }
    assert.equal(seal.open(`${sealed}.AAAA`, PLACE), undefined);
    assert.equal(seal.open('', PLACE), undefined);
  });

  it('refuses a shortened tag', () => {
    const parts = sealed.split('.');
    const tag = Buffer.from(parts[4] ?? '', 'base64url').subarray(0, 4);
    assert.equal(seal.open([...parts.slice(0, 4), tag.toString('base64url')].join('.'), PLACE), undefined);
  });

  it('seals with the newest key and opens with all of them', () => {
    const both = createSeal([NEW, OLD]);
    assert.equal(both.open(sealed, PLACE)?.reveal(), TOKEN);
    const fresh = both.close(new Secret(TOKEN), PLACE);
    assert.equal(createSeal([NEW]).open(fresh, PLACE)?.reveal(), TOKEN);
    assert.equal(seal.open(fresh, PLACE), undefined);
  });

  it('does not open under the name of another key', () => {
    const both = createSeal([NEW, OLD]);
    const kid = both.close(new Secret(TOKEN), PLACE).split('.')[1] ?? '';
    assert.equal(both.open(sealed.replace(/^v1\.[0-9a-f]{8}/u, `v1.${kid}`), PLACE), undefined);
  });
});
