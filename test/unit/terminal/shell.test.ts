import assert from 'node:assert/strict';
import { toText } from '../../../bots/terminal/message.ts';
import { runShellCommand } from '../../../bots/terminal/shell.ts';
import { plainReport } from '../../fakes/reports.ts';
import { openWorld, type World } from '../../fakes/world.ts';

describe('the shell', () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());

  async function say(text: string): Promise<{ readonly exit: number; readonly out: string; readonly err: string }> {
    let [out, err] = ['', ''];
    const exit = await runShellCommand(world.door, text.split(' '), {
      stdout: (more) => (out += more),
      stderr: (more) => (err += more),
      folder: world.folder,
    });
    return { exit, out, err };
  }

  it('prints how to confirm what is asked first', async () => {
    const { exit, out } = await say('forget @northpine.coffee');
    assert.equal(exit, 0);
    assert.match(out, /^Erase @northpine\.coffee for good: npm run -s ig -- forget @northpine\.coffee confirm$/mu);
  });

  it('prints the examples of help', async () => {
    assert.match((await say('help digest')).out, /^Next: npm run -s ig -- digest list$/mu);
    assert.match((await say('help saved')).out, /^Next: npm run -s ig -- saved 28d @/mu);
  });

  it('prints commands as a shell takes them', () => {
    const actions = [{ label: 'Turn on', command: "alerts on #reports it's", group: 'fix' as const }];
    const text = toText(plainReport('Alerts', { actions }), { pictures: [], files: [] });
    assert.ok(text.includes(String.raw`Turn on: npm run -s ig -- alerts on '#reports' 'it'\''s'`), text);
  });

  it('prints no command where nothing has to be done', async () => {
    assert.doesNotMatch((await say('profile')).out, /npm run/u);
  });

  for (const [text, metric, why] of [
    ['reach lifetime', 'reach', /no lifetime value/u],
    ['metric reach 2015-10', 'reach', /nothing older/u],
    ['reach 2026-13', 'reach', /no month 2026-13/u],
    ['exits 2025-10 @tiny.bakes', 'exits', /No stories of @tiny\.bakes/u],
    ['views week @nobody', 'views', /No account @nobody/u],
  ] as const) {
    it(`prints one object that says why there is no number: ${text}`, async () => {
      const { exit, out, err } = await say(`${text} --json`);
      const object = JSON.parse(out) as Readonly<Record<string, unknown>>;
      assert.equal(exit, 1);
      assert.deepEqual([object['metric'], object['value'], object['state']], [metric, null, 'unavailable']);
      assert.match(String(object['notes']), why);
      assert.match(err, why);
    });
  }

  it('prints the fields of a profile that nobody knows as null', async () => {
    const { exit, out } = await say('profile @nobody --json');
    const object = JSON.parse(out) as Readonly<Record<string, unknown>>;
    assert.equal(exit, 1);
    assert.deepEqual([object['followers_count'], object['changes']], [null, []]);
  });

  it('names the columns of fields and values for scripts, and the last complete day of the numbers', async () => {
    await say('followers week');
    const { out } = await say('status --json');
    const { tables } = JSON.parse(out) as { readonly tables: readonly { readonly columns: readonly string[] }[] };
    assert.deepEqual(tables[0]?.columns, ['Field', 'Value']);
    assert.match(out, /numbers up to 2026-11-23/u);
  });

  it('names no button that only a page or a chat has without saying where it is', async () => {
    assert.match((await say('connect')).out, /local page .* or in a chat/u);
  });

  for (const [text, status, error, fix] of [
    ['raech week', 2, /do not know .raech/u, 'Did you mean: /ig reach week'],
    ['export nosuch', 2, /do not know the metric .nosuch/u, 'The name of a metric comes here: /ig export reach 28d.'],
    ['export reach lifetime', 1, /no lifetime value/u, 'Ask for a period of up to two years.'],
    ['digest remove 9', 1, /No digest is scheduled/u, 'Order one in one line.'],
    ['export reach @nobody', 1, /No account @nobody/u, undefined],
  ] as const) {
    it(`prints one object with the error and the fix where there is no answer: ${text}`, async () => {
      const { exit, out, err } = await say(`${text} --json`);
      const object = JSON.parse(out) as Readonly<Record<string, unknown>>;
      assert.equal(exit, status);
      assert.match(String(object['error']), error);
      assert.match(err, error);
      if (fix === undefined) assert.match(String(object['fix']), /^Connected: /u);
      else assert.equal(object['fix'], fix);
      assert.ok(Array.isArray(object['suggestions']));
    });
  }
});
