/** One tab of the page, and what is behind it. */
import assert from 'node:assert/strict';

import type { Page } from 'playwright-core';

import { openTab, type Tab } from './browser.ts';
import { createFakeDoor, type FakeDoor } from './door.ts';
import { startPage, type PageOptions, type RunningPage } from './web.ts';

export interface PageSession {
  readonly door: FakeDoor;
  readonly running: RunningPage;
  readonly tab: Tab;
  readonly page: Page;
  /** Types a command and waits for its answer. */
  ask(text: string): Promise<void>;
  /** Waits until the page says so; fails with what it says instead. */
  sees(selector: string, words: string): Promise<void>;
  /** Stops the program and starts it again at the same address. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function openPage(
  options: PageOptions = {},
  context: Parameters<typeof openTab>[1] = {},
): Promise<PageSession> {
  const door = createFakeDoor();
  const first = await startPage(door, options);
  let running = first;
  const tab = await openTab(running.url, context);
  const { page } = tab;
  await page.locator('#channels a[aria-current]').waitFor();
  return {
    door,
    running: first,
    tab,
    page,
    async ask(text) {
      const command = page.getByRole('combobox', { name: 'Command' });
      await command.fill(`/ig ${text}`);
      await command.press('Enter');
      await page.locator('.reply[aria-busy="false"] .card').last().waitFor();
    },
    async sees(selector, words) {
      const found = page.locator(selector).filter({ hasText: words });
      await found
        .first()
        .waitFor()
        .catch(async () => {
          assert.ok(
            (await page.locator(selector).allInnerTexts()).some((text) => text.includes(words)),
            words,
          );
        });
    },
    async restart() {
      const { port } = new URL(running.url);
      await running.stop();
      running = await startPage(door, { ...options, port: Number(port) });
    },
    async close() {
      door.release();
      await tab.close();
      await running.stop();
    },
  };
}
