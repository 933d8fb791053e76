import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { startRounds, type Round } from '../../../core/work/rounds.ts';

const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const HOUR = 3_600_000;

/** A round whose end the test decides. */
function held(name: string) {
  const log = { begun: 0, ended: 0, end: (): void => undefined };
  const round: Round = {
    name,
    everyMs: HOUR,
    run: (signal) =>
      new Promise((resolve) => {
        log.begun += 1;
        const done = (): void => {
          log.ended += 1;
          resolve();
        };
        log.end = done;
        signal.addEventListener('abort', done, { once: true });
      }),
  };
  return { round, log };
}

describe('rounds of background work', () => {
  it('begin at once and never run twice at the same time', async () => {
    const { round, log } = held('collect');
    const rounds = startRounds([round], { clock: () => 5, logger: SILENT });
    assert.equal(log.begun, 1);
    rounds.wake('collect');
    rounds.wake('collect');
    assert.equal(log.begun, 1, 'still one at a time');
    log.end();
    await turn();
    assert.equal(log.begun, 2, 'woken once more after the end');
    await rounds.stop();
    assert.equal(log.ended, 3, 'stop waits for what runs; the first heard the signal too');
  });

  it('come again after their time', async () => {
    let count = 0;
    const round: Round = {
      name: 'tick',
      everyMs: 1,
      run: () => {
        count += 1;
        return Promise.resolve();
      },
    };
    const rounds = startRounds([round], { clock: () => 7, logger: SILENT, random: () => 0.5 });
    while (count < 3) await new Promise((again) => setTimeout(again, 2));
    await rounds.stop();
    const seen = count;
    await new Promise((again) => setTimeout(again, 10));
    assert.equal(count, seen, 'nothing after stop');
    assert.deepEqual(rounds.states(), [{ name: 'tick', endedAt: 7, doneAt: 7, failedBecause: undefined }]);
  });

  it('go on after a failure and say it', async () => {
    const errors: unknown[] = [];
    let count = 0;
    const round: Round = {
      name: 'broken',
      everyMs: 1,
      run: () => {
        count += 1;
        return Promise.reject(new Error('no luck'));
      },
    };
    const logger = { ...SILENT, error: (fields: unknown) => errors.push(fields) };
    const rounds = startRounds([round], { clock: () => 1, logger });
    while (count < 2) await new Promise((again) => setTimeout(again, 2));
    assert.equal(rounds.states()[0]?.failedBecause, 'no luck');
    assert.equal(rounds.states()[0]?.doneAt, undefined);
    assert.ok(errors.length > 0, 'the failure is in the log');
    await rounds.stop();
  });
});
