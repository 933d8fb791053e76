#!/usr/bin/env node
/** The front door of the process: `npm start`, and the commands beside it. Each loads only what it needs. */
import { readConfig } from './config.ts';
import { isAppError } from './core/errors.ts';
import { isHeldElsewhere } from './db/faults.ts';
import { createLogger, failureWords } from './start/log.ts';

const USAGE = `reachboard                       start the bot and the local page
reachboard ig <what> [when] [@account] [--json]
reachboard import --account @name [--platform instagram|facebook] FILE…
reachboard doctor                check tokens, permissions and platforms live
reachboard backup                write a verified copy of the SQLite file
reachboard --version
`;

const [EXIT_FAILED, EXIT_UNKNOWN_WORDS, EXIT_HELD] = [1, 2, 3];

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function start(): Promise<void> {
  const { serve } = await import('./start/serve.ts');
  const config = readConfig();
  const starting = serve(config, createLogger(config.LOG_LEVEL), print);
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(EXIT_FAILED);
    stopping = true;
    starting
      .then((running) => running.stop())
      .then(
        () => {
          print('Stopped.');
          process.exit(0);
        },
        (error: unknown) => {
          process.exit(fail(error));
        },
      );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  await starting;
}

async function run(command: string | undefined, words: readonly string[]): Promise<number | undefined> {
  switch (command) {
    case undefined:
      await start();
      return undefined;
    case 'ig': {
      const { ask } = await import('./start/ask.ts');
      const config = readConfig();
      return ask(config, createLogger(config.given.has('LOG_LEVEL') ? config.LOG_LEVEL : 'error'), words);
    }
    case 'import': {
      const { importFromShell } = await import('./start/import.ts');
      const config = readConfig();
      print(await importFromShell(config, createLogger(config.LOG_LEVEL), words));
      return 0;
    }
    case 'backup': {
      const { backUp } = await import('./start/backup.ts');
      print(await backUp(readConfig()));
      return 0;
    }
    case 'doctor': {
      const { doctor } = await import('./start/doctor.ts');
      return doctor(readConfig(), createLogger('error'), print);
    }
    case 'version':
    case '--version':
    case '-v': {
      const { VERSION } = await import('./start/version.ts');
      print(`reachboard ${VERSION}`);
      return 0;
    }
    case 'help':
    case '--help':
    case '-h':
      process.stdout.write(USAGE);
      return 0;
    default:
      process.stderr.write(`There is no command ${JSON.stringify(command)}.\n${USAGE}`);
      return EXIT_UNKNOWN_WORDS;
  }
}

/** The object that a script gets of `ig … --json` when the program itself fails. */
function printForScripts(error: string, fix: string | null): void {
  const [command, ...words] = process.argv.slice(2);
  if (command === 'ig' && words.includes('--json')) print(JSON.stringify({ error, fix }, null, 2));
}

/** One line for a failure people can act on; the whole error only where it is ours. Returns the exit status. */
function fail(error: unknown): number {
  if (!isAppError(error)) {
    createLogger('error').error({ error }, 'unexpected failure');
    const sentence = 'Reachboard stopped because of an unexpected error; the line above has the details.';
    process.stderr.write(`${sentence}\n`);
    printForScripts(sentence, null);
    return EXIT_FAILED;
  }
  process.stderr.write(`${failureWords(error)}\n`);
  printForScripts(error.message, error.hint ?? null);
  if (error.code === 'unknown-words') return EXIT_UNKNOWN_WORDS;
  return isHeldElsewhere(error) ? EXIT_HELD : EXIT_FAILED;
}

async function main(): Promise<void> {
  try {
    const [command, ...words] = process.argv.slice(2);
    const status = await run(command, words);
    if (status !== undefined) process.exitCode = status;
  } catch (error) {
    process.exitCode = fail(error);
  }
}

// What nobody caught ends the process with its one masked line, never with Node's own print of it.
process.on('uncaughtException', (error) => process.exit(fail(error)));
process.on('unhandledRejection', (error) => process.exit(fail(error)));
// A reader that has seen enough (`| head`) closes the pipe; that is no failure.
process.stdout.on('error', () => process.exit(0));
void main();
