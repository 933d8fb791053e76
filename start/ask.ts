/** `npm run ig -- reach week`: one question from a shell, beside a running process or alone. */
import { runShellCommand } from '../bots/terminal/shell.ts';
import type { Config } from '../config.ts';
import type { Logger } from '../core/ports.ts';
import { startDemo, wantsDemo } from './demo.ts';
import { connectEnvironment } from './environment.ts';
import { createParts } from './parts.ts';

/** Resolves to the exit status. Throws AppError when the database or the token stops the question before it is asked. */
export async function ask(config: Config, logger: Logger, words: readonly string[]): Promise<number> {
  const parts = await createParts({ config, logger, role: 'guest' });
  try {
    if (await wantsDemo(config, parts.store)) await startDemo(parts);
    await connectEnvironment(parts, false);
    return await runShellCommand(parts.door, words, {
      stdout: (text) => process.stdout.write(text),
      stderr: (text) => process.stderr.write(text),
      folder: 'out',
    });
  } finally {
    await parts.close();
  }
}
