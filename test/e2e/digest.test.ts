import assert from 'node:assert/strict';
import { AppError } from '../../core/errors.ts';
import type { RenderedAnswer } from '../../core/commands.ts';
import { openDigestWorld, type DigestWorld } from '../unit/digests/digest-world.ts';

/** Everything a report says, in one text. */
function textOf({ report }: RenderedAnswer): string {
  return JSON.stringify({ ...report, blocks: report.blocks.map((block) => ({ ...block, picture: undefined })) });
}

const digests = (one: DigestWorld) => one.platform.posts().filter(({ key }) => key.startsWith('digest-'));

describe('a weekly digest', () => {
  let one: DigestWorld;
  beforeEach(async () => {
    one = await openDigestWorld();
  });
  afterEach(() => one.close());

  it('is ordered in one line, tried in its channel, and posted once a week with what it says', async () => {
    const ordered = await one.ask('digest schedule monday 10:00 Europe/Berlin #reports @northpine.coffee');
    assert.equal(ordered.status, 'answered', textOf(ordered));
    assert.match(ordered.report.summary, /^Mondays 10:00 Europe\/Berlin, next: 30 Nov 2026 10:00 Europe\/Berlin, in #reports/u);
    assert.equal(one.platform.posts().length, 1);
    await one.until('2026-11-30T08:59:00Z');
    assert.equal(digests(one).length, 0);
    await one.until('2026-11-30T09:00:00Z');
    const [posted, ...more] = digests(one);
    assert.equal(more.length, 0);
    assert.equal(posted?.channel, 'reports');
    assert.match(posted.title, /^Week 2026-W48 · @/u);
    console.log(posted.text);
    await one.until('2026-11-30T12:00:00Z');
    assert.equal(digests(one).length, 1);
    await one.until('2026-12-07T09:00:00Z');
    assert.deepEqual(digests(one).map(({ key }) => key), ['digest-1-2026-W48', 'digest-1-2026-W49']);
  });
});
