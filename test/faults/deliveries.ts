/** Rows 24 to 31 and 33 of the fault matrix as single runs: a digest on its way, one misfortune, and what must stand there then. */
import assert from 'node:assert/strict';
import { LOOKS } from '../../core/deliveries/terms.ts';
import {
  AFTER_QUARANTINE,
  MONDAY,
  openDelivery,
  type Delivery,
  type Misfortune,
  type Place,
} from './deliveries-rig.ts';

const LATER = '2026-11-30T10:30:00Z';

/** Rows 24 to 26: one message, and the ledger knows why. */
export async function strikeCall(start: () => Promise<Place>, name: string): Promise<void> {
  const delivery = await openDelivery(start);
  try {
    const { place, one } = delivery;
    const found = place.misfortunes.find((each) => each.name === name);
    assert.ok(found !== undefined);
    found.strike();
    await one.until(MONDAY);
    assert.equal(place.digests(), found.kept ? 1 : 0, 'while it lasts');
    place.mend();
    await one.until(AFTER_QUARANTINE);
    await one.until('2026-11-30T09:20:00Z');
    assert.equal(place.digests(), 1, 'afterwards');
    assert.deepEqual(await delivery.row(), expected(found));
    assert.deepEqual(place.notices(), []);
  } finally {
    await delivery.close();
  }
}

function expected({ kept, settled = false }: Misfortune): unknown {
  if (settled) return { state: 'sent', via: 'answer', attempts: 1 };
  return kept ? { state: 'sent', via: 'read back', attempts: 1 } : { state: 'sent', via: 'answer', attempts: 2 };
}

/** Rows 28 and 29: one try, the owner told where that is possible, and posted once after the fix. */
export async function strikeForGood(start: () => Promise<Place>, name: string): Promise<void> {
  const delivery = await openDelivery(start);
  try {
    const { place, one } = delivery;
    const found = place.refusals.find((each) => each.name === name);
    assert.ok(found !== undefined);
    found.strike();
    await one.until(MONDAY);
    await one.until(LATER);
    assert.equal(place.calls(), 1);
    assert.equal(place.digests(), 0);
    assert.equal((await delivery.row()).state, 'dead');
    assert.equal(place.notices().length, 1);
    assert.match(place.notices().join(), /Digest 1 .*could not be posted|Digest 1 for/u);
    const [subscription] = await one.world.store.listSubscriptions();
    assert.match(subscription?.failing ?? '', /\.$/u);
    place.mend();
    const { workspace, channel } = place;
    assert.equal((await one.ask('digest resume 1', { workspace, channelId: channel })).status, 'answered');
    await one.until('2026-11-30T11:00:00Z');
    assert.equal(place.digests(), 1);
    assert.equal((await one.world.store.listSubscriptions())[0]?.failing, undefined);
  } finally {
    await delivery.close();
  }
}

/** Row 30: the same report as text, one message. */
export async function refuseForm(start: () => Promise<Place>): Promise<void> {
  const delivery = await openDelivery(start);
  try {
    const { place, one } = delivery;
    place.refuseForm();
    await one.until(MONDAY);
    await one.until(LATER);
    assert.equal(place.digests(), 1);
    assert.equal((await delivery.row()).attempts, 1);
  } finally {
    await delivery.close();
  }
}

/** As if rate limits had put the look off for hours. */
async function tire({ one, place }: Delivery): Promise<void> {
  const { store, now } = one.world;
  const hand = 'hand';
  for (const { key } of await store.claimPosts(hand, [place.workspace.platform], now + 7_200_000, now, 1, 'look')) {
    await store.settlePost(key, hand, { state: 'unknown', nextAt: now, looks: LOOKS.most - 1 });
  }
}

/** Row 31: while nobody may look, it stays unknown; then the policy decides. */
export async function lookInVain(
  start: () => Promise<Place>,
  how: 'too often' | 'not allowed',
  onUnknown: 'resend' | 'hold',
): Promise<void> {
  const delivery = await openDelivery(start, { onUnknown });
  try {
    const { place, one } = delivery;
    const lost = place.misfortunes.find(({ kept, settled }) => kept && settled !== true);
    lost?.strike();
    place.look(how);
    await one.until(MONDAY);
    assert.deepEqual([place.digests(), (await delivery.row()).state], [1, 'unknown']);
    if (how === 'too often') {
      await one.until(AFTER_QUARANTINE);
      assert.deepEqual([place.digests(), (await delivery.row()).state], [1, 'unknown'], 'it waits');
      await tire(delivery);
    }
    for (let minutes = 5; minutes < 100; minutes += 5) {
      await one.until(Date.parse(MONDAY) + minutes * 60_000);
      const { state } = await delivery.row();
      if (state !== 'unknown') break;
    }
    const { state, attempts } = await delivery.row();
    if (onUnknown === 'hold') {
      assert.deepEqual([state, attempts, place.digests()], ['held', 1, 1]);
      assert.match(place.notices().join(), /not known whether the message arrived/u);
    } else {
      assert.ok(attempts <= 3, 'no more blind calls than three');
      assert.ok(['held', 'sent', 'unknown'].includes(state), state);
    }
  } finally {
    await delivery.close();
  }
}

/**
 * Row 33: the same order comes to two processes at once, and again when nobody remembers the first time; then what was done
 * with the digest meanwhile stays as it is.
 */
export async function hearTwice(start: () => Promise<Place>): Promise<void> {
  const delivery = await openDelivery(start);
  try {
    const { place, one } = delivery;
    const { workspace, channel } = place;
    const say = (text: string) => one.ask(text, { workspace, channelId: channel });
    assert.equal((await say('digest remove 1')).status, 'answered');
    const order = `digest schedule monday 10:00 Europe/Berlin <#${channel.toLowerCase()}> @northpine.coffee`;
    const heard = await Promise.all([say(order), say(order), say(order)]);
    assert.deepEqual(heard.map(({ status }) => status).sort(), ['answered', 'unanswerable', 'unanswerable']);
    const ordered = await one.world.store.listSubscriptions();
    assert.equal(ordered.length, 1);
    assert.equal((await say('digest pause')).status, 'answered');
    assert.match((await say(order)).report.summary, /posts these accounts there already/u);
    const [later] = await one.world.store.listSubscriptions();
    assert.ok(later?.pausedAt !== undefined, 'the late order does not start it again');
    assert.equal((await say('digest resume')).status, 'answered');
    await one.until(MONDAY);
    await one.until(LATER);
    assert.equal(place.digests(), 1);
  } finally {
    await delivery.close();
  }
}
