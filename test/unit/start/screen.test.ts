import assert from 'node:assert/strict';
import { accountLine } from '../../../start/screen.ts';

describe('the start screen', () => {
  const demo = { username: 'lumen.studio', origin: 'demo' } as const;

  it('says of the accounts of the demo alone that their data is made up', () => {
    assert.equal(accountLine([demo]), '@lumen.studio  (demo data)');
    const files = { username: 'mine', origin: 'import' } as const;
    assert.equal(accountLine([files, demo]), '@mine, @lumen.studio (demo data)');
    assert.equal(accountLine([files]), '@mine');
    assert.equal(accountLine([]), 'none yet');
  });
});
