import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { eventStream } from '../../../bots/web/events.ts';
import { pictureId, toPageReport } from '../../../bots/web/message.ts';
import { createPictures } from '../../../bots/web/pictures.ts';
import type { PageEvent } from '../../../bots/web/wire.ts';
import type { RenderedReport, TableBlock } from '../../../core/reports/report.ts';
import { buildPage } from '../../../scripts/build-page.ts';
import { plainReport } from '../../fakes/reports.ts';

const TABLE: TableBlock = { kind: 'table', caption: 'Numbers', columns: ['Day'], rows: [['Mon']] };

function pictureReport(light: Uint8Array): RenderedReport {
  const picture = { width: 1, height: 1, png: { light } };
  return plainReport('Picture', { blocks: [{ kind: 'picture', picture, alt: 'a line', fallback: TABLE }] });
}

describe('the pictures of the page', () => {
  it('let the least used go when the room is full', () => {
    const pictures = createPictures(25);
    const all = [1, 2, 3].map((byte) => new Uint8Array(10).fill(byte));
    const [first, second, third] = all.map(pictureId);
    assert.ok(first !== undefined && second !== undefined && third !== undefined);
    for (const png of all.slice(0, 2)) pictures.keep(pictureReport(png));
    pictures.find(first);
    pictures.keep(pictureReport(new Uint8Array(10).fill(3)));
    assert.deepEqual(
      [first, second, third].map((id) => pictures.find(id) !== undefined),
      [true, false, true],
    );
  });

  it('keep the same picture once', () => {
    const pictures = createPictures(25);
    for (let i = 0; i < 9; i += 1) pictures.keep(pictureReport(new Uint8Array(10).fill(1)));
    pictures.keep(pictureReport(new Uint8Array(10).fill(2)));
    assert.ok(pictures.find(pictureId(new Uint8Array(10).fill(1))));
  });
});

describe('a report for the page', () => {
  it('shows the table where no picture was drawn', () => {
    const picture = { width: 1, height: 1, png: {} };
    const report = plainReport('Bare', { blocks: [{ kind: 'picture', picture, alt: 'a line', fallback: TABLE }] });
    assert.deepEqual(toPageReport(report).blocks, [TABLE]);
  });

  it('links https addresses without a password and nothing else', () => {
    const urls = [
      'https://instagram.com/p/1',
      'http://instagram.com',
      'javascript:alert(1)',
      'data:text/html,x',
      'https://instagram.com@evil.example',
      'https://:secret@evil.example',
      'nonsense',
    ];
    const links = urls.map((url) => ({ label: 'Post', url }));
    const [block] = toPageReport(plainReport('Links', { blocks: [{ kind: 'links', links }] })).blocks;
    assert.deepEqual(block, { kind: 'links', links: [links[0]] });
  });

  it('keeps emoji sequences, accents and right-to-left letters whole', () => {
    const text = '👩‍👩‍👧 🏳️‍🌈 é שלום नमस्ते\nمرحبا';
    assert.deepEqual(toPageReport(plainReport(text)).title, text);
  });

  it('carries a file as it is', () => {
    const file = { kind: 'file', name: 'reach.csv', mediaType: 'text/csv', text: '\ufeffday;reach\r\n' } as const;
    assert.deepEqual(toPageReport(plainReport('Export', { blocks: [file] })).blocks, [file]);
  });
});

describe('live changes of the page', () => {
  it('let go of a reader that does not keep up', async () => {
    const hearers = new Set<(event: PageEvent) => void>();
    const stream = eventStream((hear) => {
      hearers.add(hear);
      return () => hearers.delete(hear);
    }, new AbortController().signal);
    for (let i = 0; i < 300; i += 1) for (const hear of hearers) hear({ kind: 'channels', channels: [`${i}`] });
    assert.equal(hearers.size, 0);
    const read = await new Response(stream).text();
    assert.ok(read.includes('["0"]') && !read.includes('["299"]'));
  });

  it('let go of a reader that leaves', async () => {
    let left = false;
    const stream = eventStream(() => () => (left = true), new AbortController().signal);
    await stream.cancel();
    assert.equal(left, true);
  });
});

describe('the build of the page', () => {
  it('writes three files where the built program looks for them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'reachboard-page-'));
    await buildPage(folder);
    const read = (name: string): string => readFileSync(join(folder, 'bots/web/page', name), 'utf8');
    const [html, js, css] = ['index.html', 'page.js', 'page.css'].map(read);
    rmSync(folder, { recursive: true });
    assert.match(html ?? '', /<script src="\/page\.js">/u);
    assert.ok((js?.length ?? 0) > 1_000 && (css?.length ?? 0) > 1_000);
    assert.doesNotMatch(js ?? '', /innerHTML|insertAdjacentHTML|\beval\(|new Function|document\.write/u);
  });
});
