/** `npm run ig -- reach week`: one question from a shell, beside a running process or alone. */
import { runShellCommand } from '../bots/terminal/shell.ts';
import type { Config } from '../config.ts';
import { isAppError } from '../core/errors.ts';
import type { Logger } from '../core/ports.ts';
import { startDemo, wantsDemo } from './demo.ts';
import { connectEnvironment } from './environment.ts';
import { failureWords } from './log.ts';
import { createParts, type Parts } from './parts.ts';

/** A refused token or an Instagram that is down is told; help, status and what is kept still answer. */
async function connect(parts: Parts): Promise<void> {
  try {
    await connectEnvironment(parts, false);
    parts.about.set('Instagram', parts.config.INSTAGRAM_ACCESS_TOKEN === undefined ? 'see the accounts' : 'connected');
  } catch (error) {
    if (!isAppError(error)) throw error;
    parts.about.set('Instagram', `not connected: ${failureWords(error)}`);
    process.stderr.write(`${failureWords(error)}\n`);
  }
}

/** Resolves to the exit status. Throws AppError when the database cannot be opened. */
export async function ask(config: Config, logger: Logger, words: readonly string[]): Promise<number> {
  const parts = await createParts({ config, logger, role: 'guest' });
  try {
    if (await wantsDemo(config, parts.store)) await startDemo(parts);
    await connect(parts);
    return await runShellCommand(parts.door, words, {
      stdout: (text) => process.stdout.write(text),
      stderr: (text) => process.stderr.write(text),
      folder: 'out',
    });
  } finally {
    await parts.close();
  }
}
