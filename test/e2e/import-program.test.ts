import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runProgram, type Run } from '../fakes/program.ts';
import { encode, META, writeExport } from '../unit/imports/exports.ts';
import { postExport, quoteLines } from '../unit/imports/post-files.ts';

const DAYS = '2025-12-01..2025-12-02';

function daily(title: string, ...values: readonly (number | string)[]): Uint8Array {
  return writeExport([{ title, days: values.map((value, at) => [`2025-12-0${at + 1}`, value] as const) }], META);
}

interface Finished {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

describe('the program’s import', () => {
  let folder: string;
  let runs: Run[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'reachboard-import-'));
    runs = [];
  });
  afterEach(async () => {
    for (const { child, ended } of runs) {
      child.kill('SIGKILL');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  function run(...words: readonly string[]): Run {
    const made = runProgram(folder, words, { LOG_LEVEL: 'error' });
    runs.push(made);
    return made;
  }

  async function finish(...words: readonly string[]): Promise<Finished> {
    const { ended, out, err } = run(...words);
    const status = await ended;
    return { status, out: out(), err: err() };
  }

  function save(name: string, bytes: Uint8Array): string {
    writeFileSync(join(folder, name), bytes);
    return name;
  }

  const importFor = (account: string, ...files: readonly string[]) => finish('import', '--account', account, ...files);

  it('ends with status 0, says what it brought, and says of the same file again that nothing is new', async () => {
    const file = save('views.csv', daily('Instagram views', 120, 80));
    const first = await importFor('@Cafe.Example', file);
    assert.deepEqual([first.status, first.err], [0, '']);
    assert.match(first.out, /^Imported for @cafe\.example:\n {2}views: 2025-12-01 to 2025-12-02, 2 days\n/u);
    assert.match(
      first.out,
      /^New: 2 numbers\.\nAsk: npm run -s ig -- views 2025-12-01\.\.2025-12-02 @cafe\.example$/mu,
    );
    const again = await importFor('cafe.example', file);
    assert.equal(again.status, 0);
    assert.match(again.out, /^Nothing new: all of this was there already\.$/mu);
    const answer = await finish('ig', 'views', DAYS, '@cafe.example', '--json');
    const { value, state } = JSON.parse(answer.out) as { value: unknown; state: unknown };
    assert.deepEqual([value, state], [200, 'final']);
  });

  it('says from when to when follower totals are known where a period ends without one', async () => {
    const file = save('totals.csv', Buffer.from('date,followers\n2025-12-01,100\n2025-12-02,104\n'));
    await importFor('cafe.example', file);
    const { status, err } = await finish('ig', 'followers', '2025-12', '@cafe.example');
    assert.equal(status, 1);
    assert.match(err, /known for the end of that period\. .*from Mon 1 Dec 2025 to Tue 2 Dec 2025\./u);
  });

  it('ends with status 1, line and reason for a damaged file, and then no other file of the same call is kept', async () => {
    const good = save('good.csv', daily('Instagram views', 120, 80));
    const bad = save('bad.csv', daily('Instagram reach', 50, 'Dec'));
    const worse = save('worse.csv', daily('Instagram follows', 'Nov', 1));
    const { status, out, err } = await importFor('@cafe.example', good, bad, worse);
    assert.deepEqual([status, out], [1, '']);
    assert.match(err, /bad\.csv, line 5: .*Dec/u);
    assert.match(err, /worse\.csv, line 4: .*Nov/u);
    assert.match(err, /Nothing was imported\. The other file is fine\./u);
    const answer = await finish('ig', 'views', DAYS, '@cafe.example');
    assert.equal(answer.status, 1);
    assert.match(answer.err, /@cafe\.example/u);
  });

  it('ends with status 2 and the right words where the words are not known', async () => {
    const file = save('views.csv', daily('Instagram views', 120, 80));
    const asked = [
      [file],
      ['--acount', '@cafe.example', file],
      ['--account', '@cafe.example', '--platform', 'myspace', file],
    ];
    const ends = await Promise.all(asked.map((words) => finish('import', ...words)));
    for (const { status, out, err } of ends) {
      assert.deepEqual([status, out], [2, '']);
      assert.match(err, /npm run import -- --account @name FILE…/u);
      assert.doesNotMatch(err, /at .*\.ts/u);
    }
  });

  it('goes beside a running process, which answers from it at once', async () => {
    const server = run();
    await server.says(/Ctrl-C/u);
    const url = /http:\/\/127\.0\.0\.1:\d+/u.exec(server.out())?.[0] ?? assert.fail(server.out());
    const imported = await importFor('@cafe.example', save('views.csv', daily('Instagram views', 120, 80)));
    assert.equal(imported.status, 0, imported.err);
    const reply = await fetch(`${url}/api/commands`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ text: `/ig views ${DAYS} @cafe.example` }),
    });
    const { status, report } = (await reply.json()) as { status: string; report: { summary: string } };
    assert.equal(status, 'answered');
    assert.match(report.summary, /: 200 views/u);
  });

  it('killed while it writes leaves nothing half written, and brings all of it when it is run again', async () => {
    const count = 6000;
    const posts = Array.from({ length: count }, (_, at) => ({
      id: String(18_160_563_000_000_000n + BigInt(at)),
      published: `${String(1 + (at % 12)).padStart(2, '0')}/10/2025 10:00`,
      numbers: [900 + at, 800, 9, 1, 2, 3, at],
      caption: `Post ${at} `.repeat(30),
    }));
    const file = save('posts.csv', encode(quoteLines(postExport(posts)), 'utf-8 with mark'));
    // The database as the program makes it: what grows afterwards is the import.
    assert.equal((await importFor('@other.one', save('views.csv', daily('Instagram views', 1, 2)))).status, 0);
    const log = join(folder, 'data/reachboard.db-wal');
    const written = () => statSync(log, { throwIfNoEntry: false })?.size ?? 0;
    const victim = run('import', '--account', '@big.shop', file);
    while (written() < 1_000_000 && victim.child.exitCode === null) await wait(2);
    victim.child.kill('SIGKILL');
    await victim.ended;
    assert.equal(victim.child.signalCode, 'SIGKILL', victim.out() + victim.err());
    assert.ok(written() >= 1_000_000);

    const before = await finish('ig', 'posts', 'top', '2025-01-01..2025-12-31', '@big.shop');
    assert.equal(before.status, 1);
    assert.match(before.err, /@big\.shop/u);
    const again = await importFor('@big.shop', file);
    assert.equal(again.status, 0, again.err);
    assert.match(again.out, /^New: 42000 numbers and 6000 posts\.$/mu);
  });
}).timeout(120_000);
