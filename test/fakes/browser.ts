/** A real browser, started once per run and shared by all tests that look at the page. */
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

export interface Tab {
  readonly page: Page;
  /** Everything the browser complained about: exceptions, console errors, blocked content. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

let running: Promise<Browser> | undefined;

async function launch(): Promise<Browser> {
  // Makes the package bring the system libraries that a bare machine lacks; read while it is imported.
  process.env['AWS_LAMBDA_JS_RUNTIME'] ??= 'nodejs20.x';
  const { default: bundled } = await import('@sparticuz/chromium');
  return chromium.launch({ executablePath: await bundled.executablePath(), args: ['--no-sandbox'], headless: true });
}

/** Opens the address in a context of its own: nothing stored, nothing shared. */
export async function openTab(url: string, options: BrowserContextOptions = {}): Promise<Tab> {
  running ??= launch();
  const browser = await running;
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', ...options });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  await page.goto(url);
  return { page, complaints, close: () => context.close() };
}

/** Ends the browser; the next `openTab` starts another. */
export async function closeBrowser(): Promise<void> {
  const browser = running;
  running = undefined;
  await (await browser)?.close();
}
