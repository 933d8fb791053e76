/** The rule of the doors: which room may see which, and where each package lives. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');

/** Rooms each room may import from, besides itself. `start` and `main.ts` see all. */
const MAY_SEE: Readonly<Record<string, readonly string[]>> = {
  core: [],
  bots: ['core'],
  renderers: ['core'],
  db: ['core'],
  demo: [],
  start: ['config.ts', 'core', 'bots', 'renderers', 'db', 'demo'],
  'main.ts': ['config.ts', 'core', 'start', 'db'],
  'config.ts': ['core'],
};

/** Packages of each room; Node's own modules everywhere, with the exception of processes and clocks in core. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  core: ['luxon', 'zod', 'csv-parse', 'fastest-levenshtein', 'lru-cache', 'node-fetch'],
  bots: [
    '@slack/bolt',
    '@slack/web-api',
    '@slack/socket-mode',
    '@slack/oauth',
    'discord.js',
    'hono',
    '@hono/node-server',
    'zod',
    'lru-cache',
    'esbuild',
    'luxon',
  ],
  renderers: ['vega', 'vega-lite', 'vega-interpreter', 'vega-typings', 'sharp', 'lru-cache'],
  db: ['kysely', 'sqlite3', 'pg', 'zod'],
  demo: ['luxon', 'sharp'],
  start: ['pino'],
  'main.ts': [],
  'config.ts': ['luxon', 'zod'],
};

/** Only these files of core may reach outside the process. */
const CORE_NODE = new Set([
  'node:util',
  'node:crypto',
  'node:http',
  'node:https',
  'node:zlib',
  'node:stream',
  'node:net',
  'node:tls',
  'node:buffer',
  'node:dns',
]);

interface Import {
  readonly file: string;
  readonly to: string;
}

function sources(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith(join('web', 'client')))
    .map((name) => join(folder, name));
}

const IMPORT = /^\s*(?:import|export)\s(?:[^'";]*?\sfrom\s)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gmu;

/** Every import of a file, type imports counted. */
function importsOf(file: string, text: string): readonly Import[] {
  return [...text.matchAll(IMPORT)].map((match) => {
    const to = match[1] ?? match[2] ?? '';
    return { file, to: to.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(file), to)) : to };
  });
}

function roomOf(path: string): string {
  return path.split('/')[0] ?? path;
}

function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

/** What is wrong with an import, in words; undefined when nothing is. */
function trespass({ file, to }: Import): string | undefined {
  const room = roomOf(file);
  if (to.startsWith('node:')) {
    return room === 'core' && !CORE_NODE.has(to) ? `${file} uses ${to}` : undefined;
  }
  const inside = /\.(?:ts|json)$/u.test(to);
  if (!inside) return PACKAGES[room]?.includes(packageOf(to)) === true ? undefined : `${file} uses the package ${to}`;
  const other = roomOf(to);
  return other === room || MAY_SEE[room]?.includes(other) === true ? undefined : `${file} looks into ${to}`;
}

/** One cycle of imports, as a path that ends where it began; undefined when there is none. */
function findCycle(imports: readonly Import[]): readonly string[] | undefined {
  const next = new Map<string, string[]>();
  for (const { file, to } of imports) next.set(file, [...(next.get(file) ?? []), to]);
  const done = new Set<string>();
  function walk(file: string, path: readonly string[]): readonly string[] | undefined {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const to of next.get(file) ?? []) {
      const cycle = walk(to, [...path, file]);
      if (cycle !== undefined) return cycle;
    }
    done.add(file);
    return undefined;
  }
  for (const file of next.keys()) {
    const cycle = walk(file, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

const FILES = [...Object.keys(MAY_SEE)].flatMap((room) => (room.endsWith('.ts') ? [room] : sources(room)));
const IMPORTS = FILES.flatMap((file) => importsOf(file, readFileSync(join(ROOT, file), 'utf8')));

describe('the rooms', () => {
  it('import only what their doors allow', () => {
    assert.deepEqual(
      IMPORTS.map(trespass).filter((line) => line !== undefined),
      [],
    );
  });

  it('have no cycle of imports, types counted', () => {
    assert.equal(findCycle(IMPORTS.filter(({ to }) => to.endsWith('.ts')))?.join(' → '), undefined);
  });

  it('read the environment in one place only', () => {
    const readers = FILES.filter((file) => /\bprocess\.env\b/u.test(readFileSync(join(ROOT, file), 'utf8')));
    assert.deepEqual(readers, ['config.ts']);
  });

  it('are all looked at', () => {
    assert.ok(FILES.length > 80 && IMPORTS.length > FILES.length);
  });

  for (const [name, file, line, words] of [
    ['a package', 'core/x.ts', "import { Client } from 'discord.js';", 'core/x.ts uses the package discord.js'],
    ['a room', 'core/x.ts', "import type { S } from '../db/store.ts';", 'core/x.ts looks into db/store.ts'],
    ['a neighbour', 'bots/x.ts', "export { open } from '../db/open.ts';", 'bots/x.ts looks into db/open.ts'],
    [
      'a lazy import',
      'db/x.ts',
      "const a = await import('../renderers/index.ts');",
      'db/x.ts looks into renderers/index.ts',
    ],
    ['the disk from core', 'core/x.ts', "import fs from 'node:fs';", 'core/x.ts uses node:fs'],
  ] as const) {
    it(`would notice ${name}`, () => {
      assert.deepEqual(importsOf(file, line).map(trespass), [words]);
    });
  }

  it('would notice a cycle', () => {
    const planted = [
      { file: 'core/a.ts', to: 'core/b.ts' },
      { file: 'core/b.ts', to: 'core/a.ts' },
    ];
    assert.deepEqual(findCycle(planted), ['core/a.ts', 'core/b.ts', 'core/a.ts']);
  });
});
