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
});
