import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { ChartRenderer } from '../../../core/ports.ts';
import { openDigestWorld } from './digest-world.ts';

const LEASE = 200;
const MONDAY = Date.parse('2026-11-30T09:00:00Z');

describe('a digest that takes long to make', () => {
  it('is made by nobody else while its worker shows signs of life', async () => {
    let draws = 0;
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const renderer: ChartRenderer = {
      async render() {
        draws += 1;
        await gate;
        return { png: Uint8Array.of(0x89, 0x50, 0x4e, 0x47), width: 1600, height: 800 };
      },
    };
    const one = await openDigestWorld({ renderer });
    try {
      await one.ask('digest schedule monday 10:00 Europe/Berlin #reports @northpine.coffee');
      one.world.now = MONDAY;
      const first = one.another({ makeLease: LEASE })();
      while (draws === 0) await pause(5);
      const begun = draws;
      const others: Promise<void>[] = [];
      for (let turn = 0; turn < 3; turn += 1) {
        one.world.now += LEASE - 20;
        // Time for a sign of life, of which there are four in a lease.
        await pause(LEASE);
        others.push(one.another({ makeLease: LEASE })());
      }
      await pause(LEASE);
      assert.equal(draws, begun, 'another worker made it too');
      release();
      await Promise.all([first, ...others]);
      await one.until(one.world.now + 60_000);
      assert.equal(one.platform.posts().filter(({ text }) => text.includes('Week 2026-W48')).length, 1);
    } finally {
      release();
      await one.close();
    }
  });
});
