/** `node --import tsx scripts/pictures.ts`: makes the README's pictures with the product itself. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '../config.ts';
import { createLogger } from '../start/log.ts';
import { serve } from '../start/serve.ts';
import { closeBrowser, openTab } from '../test/fakes/browser.ts';

const FOLDER = join(import.meta.dirname, '../docs/pictures');
const SHOTS = [
  { name: 'page-light', text: '/ig reach week', theme: 'light', width: 1100, height: 900 },
  { name: 'page-dark', text: '/ig followers 28d', theme: 'dark', width: 1100, height: 900 },
  { name: 'page-phone', text: '/ig views week', theme: 'light', width: 400, height: 860 },
] as const;

const folder = mkdtempSync(join(tmpdir(), 'reachboard-pictures-'));
const config = parseConfig({
  DATABASE_URL: `sqlite:${join(folder, 'reachboard.db')}`,
  DEMO: 'on',
  HTTP_PORT: '0',
  LOG_LEVEL: 'silent',
});
const running = await serve(config, createLogger('silent'), () => undefined);
mkdirSync(FOLDER, { recursive: true });
try {
  for (const { name, text, theme, width, height } of SHOTS) {
    const tab = await openTab(running.url, {
      viewport: { width, height },
      colorScheme: theme,
      deviceScaleFactor: 1.5,
    });
    const { page } = tab;
    await page.locator('#channels a[aria-current]').waitFor();
    const command = page.getByRole('combobox', { name: 'Command' });
    const cards = page.locator('.reply[aria-busy="false"] .card');
    const before = await cards.count();
    await command.fill(text);
    await command.press('Enter');
    await cards.nth(before).locator('figure img').waitFor({ timeout: 60_000 });
    await page.evaluate(`[...document.querySelectorAll('figure img')].at(-1).decode()`);
    await page.screenshot({ path: join(FOLDER, `${name}.png`) });
    await tab.close();
  }
  const reply = await fetch(`${running.url}/api/commands`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ text: '/ig reach week' }),
  });
  const { report } = (await reply.json()) as { report: { blocks: readonly { kind: string; url?: string }[] } };
  const url = report.blocks.find((block) => block.kind === 'picture')?.url ?? '';
  const png = await (await fetch(new URL(url, running.url))).arrayBuffer();
  writeFileSync(join(FOLDER, 'reach-week.png'), Buffer.from(png));
} finally {
  await closeBrowser();
  await running.stop();
  rmSync(folder, { recursive: true, force: true });
}
