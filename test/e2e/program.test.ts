import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram, type Run } from '../fakes/program.ts';

const PNG = '89504e470d0a1a0a';

describe('the program', () => {
  let folder: string;
  let runs: Run[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'reachboard-program-'));
    runs = [];
  });
  afterEach(async () => {
    for (const { child, ended } of runs) {
      child.kill('SIGKILL');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  function run(words: readonly string[], variables: Readonly<Record<string, string>> = {}): Run {
    const made = runProgram(folder, words, variables);
    runs.push(made);
    return made;
  }

  async function finish(
    words: readonly string[],
    variables?: Readonly<Record<string, string>>,
  ): Promise<Run & { status: number | null }> {
    const made = run(words, variables);
    return { ...made, status: await made.ended };
  }

  it('names its version, whatever the configuration', async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
      version: string;
    };
    for (const word of ['--version', '-v', 'version']) {
      const { status, out } = await finish([word], { HTTP_PORT: 'none' });
      assert.deepEqual([status, out()], [0, `reachboard ${version}\n`]);
    }
  });

  it('gives a script an object also when its configuration is refused', async () => {
    const { status, out, err } = await finish(['ig', 'reach', '--json'], { HTTP_PORT: 'none' });
    const { error, fix } = JSON.parse(out()) as Record<string, unknown>;
    assert.equal(status, 1);
    assert.match(String(error), /HTTP_PORT/u);
    assert.ok(err().startsWith(String(error)));
    assert.ok(fix === null || typeof fix === 'string');
  });

  it('starts the demo without any configuration, answers with a picture and stops on Ctrl-C', async () => {
    const server = run([]);
    await server.says(/Ctrl-C/u);
    const url = /http:\/\/127\.0\.0\.1:\d+/u.exec(server.out())?.[0];
    assert.ok(url);
    assert.match(server.out(), /@lumen\.studio.*demo/u);
    const reply = await fetch(`${url}/api/commands`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ text: '/ig reach week' }),
    });
    const { status, report } = (await reply.json()) as {
      status: string;
      report: { blocks: { kind: string; url?: string }[] };
    };
    assert.equal(status, 'answered');
    const picture = report.blocks.find(({ kind }) => kind === 'picture');
    const png = Buffer.from(await (await fetch(new URL(picture?.url ?? '', url))).arrayBuffer());
    assert.equal(png.subarray(0, 8).toString('hex'), PNG);
    const second = await finish([]);
    assert.equal(second.status, 3);
    assert.match(second.err(), /^[^\n]+\n$/u);
    server.child.kill('SIGINT');
    assert.equal(await server.ended, 0);
    assert.doesNotMatch(server.err(), /EAADEMO|at .*\.ts/u);
  });

  it('answers in a shell as text with its picture, and as one object', async () => {
    const text = await finish(['ig', 'reach', 'week']);
    assert.equal(text.status, 0, text.err());
    assert.match(text.out(), /Reach/u);
    assert.equal(readFileSync(join(folder, 'out/reach-week.png')).subarray(0, 8).toString('hex'), PNG);
    const json = await finish(['ig', 'reach', 'week', '--json']);
    const object = JSON.parse(json.out()) as Record<string, unknown>;
    assert.deepEqual(Object.keys(object), [
      'metric',
      'servedBy',
      'label',
      'account',
      'period',
      'value',
      'previous',
      'delta',
      'ratio',
      'unit',
      'state',
      'comparable',
      'readAt',
      'series',
      'notes',
      'pictures',
    ]);
  });

  it('has exit status 2 for unknown words and 1 for what cannot be answered, with the sentence on stderr', async () => {
    const [unknown, missing] = await Promise.all([
      finish(['ig', 'raech', 'week']),
      finish(['ig', 'reach', 'week', '@nobody']),
    ]);
    assert.deepEqual([unknown.status, missing.status], [2, 1]);
    assert.match(unknown.err(), /reach week/u);
    assert.match(missing.err(), /@nobody/u);
    assert.equal(unknown.out() + missing.out(), '');
  });

  it('stops with one line for a malformed or half-set variable', async () => {
    const [bad, half] = await Promise.all([finish([], { HTTP_PORT: 'x' }), finish([], { DISCORD_TOKEN: 'x' })]);
    assert.deepEqual([bad.status, half.status], [1, 1]);
    assert.match(bad.err(), /^HTTP_PORT must be a port number\.\n$/u);
    assert.match(half.err(), /^DISCORD_TOKEN is set without DISCORD_APPLICATION_ID[^\n]*\n$/u);
  });

  it('says that the port is taken and by which variable to change it', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const { status, err } = await finish([], { HTTP_PORT: String(port), LOG_LEVEL: 'error' });
    other.close();
    assert.equal(status, 1);
    assert.match(err(), /^[^\n]*HTTP_PORT[^\n]*\n$/u);
  });

  it('does not begin anew over a broken database', async () => {
    const file = join(folder, 'broken.db');
    writeFileSync(file, 'this was a database once '.repeat(400));
    const { status, err } = await finish([], { DATABASE_URL: `sqlite:${file}` });
    assert.equal(status, 1);
    assert.match(err(), /^[^\n]*broken\.db[^\n]*\n$/u);
    assert.ok(readFileSync(file, 'utf8').startsWith('this was'));
  });

  it('imports an export, answers from it and refuses a damaged one without a change', async () => {
    const reach =
      'sep=,\r\n"Instagram reach"\r\n"Date","Primary"\r\n"2025-12-01T00:00:00","120"\r\n"2025-12-02T00:00:00","80"\r\n';
    writeFileSync(join(folder, 'reach.csv'), Buffer.from(`\ufeff${reach}`, 'utf16le'));
    const imported = await finish(['import', '--account', '@cafe.example', 'reach.csv']);
    assert.equal(imported.status, 0, imported.err());
    const answer = await finish(['ig', 'reach', '2025-12-01..2025-12-02', '@cafe.example', '--json']);
    const { value, state, series } = JSON.parse(answer.out()) as {
      value: unknown;
      state: string;
      series: { value: number }[];
    };
    assert.deepEqual([value, state, series.map((point) => point.value)], [null, 'unavailable', [120, 80]]);
    writeFileSync(join(folder, 'bad.csv'), reach.replace('"80"', '"Dec"'));
    const refused = await finish(['import', '--account', 'cafe.example', 'bad.csv']);
    assert.equal(refused.status, 1);
    assert.match(refused.err(), /bad\.csv.*line 5/u);
  });

  it('backs up while it runs', async () => {
    const server = run([]);
    await server.says(/Ctrl-C/u);
    const { status, out } = await finish(['backup']);
    assert.equal(status, 0);
    assert.ok(existsSync(join(folder, /data\/backups\/[\w.-]+/u.exec(out())?.[0] ?? 'none')));
  });

  it('says what it can do when a command is not known', async () => {
    const { status, err } = await finish(['improt']);
    assert.equal(status, 2);
    assert.match(err(), /reachboard import --account/u);
  });
}).timeout(60_000);
