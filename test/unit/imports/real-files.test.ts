/** Real exports and their one-number-per-day extracts. They belong to others and stay outside this repository. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { type ImportBlock, parseBusinessSuite } from '../../../core/imports/business-suite.ts';
import { planImport, readFile } from '../../../core/imports/plan.ts';
import { refusalOf } from './exports.ts';

const FOLDER = resolve(import.meta.dirname, '../../../../shared/datasets');
const isThere = existsSync(FOLDER);
const read = (name: string) => readFileSync(resolve(FOLDER, 'business-suite', name));

function parse(fileName: string, platform?: 'instagram' | 'facebook') {
  return parseBusinessSuite(read(fileName), { fileName, platform });
}

/** `date,value` lines of an extract. */
function extract(name: string): readonly string[] {
  const text = readFileSync(resolve(FOLDER, 'daily', `${name}.csv`), 'utf8');
  return text.trim().split(/\r?\n/u).slice(1);
}

function written(block: ImportBlock | undefined): readonly string[] {
  assert.ok(block);
  return block.days.filter(({ estimated }) => !estimated).map(({ day, value }) => `${day},${value}`);
}

const SERIES: readonly (readonly [file: string, metric: string, extract: string, estimated: number])[] = [
  ['IG_FOLLOWS.csv', 'follower_count', 'vintage__ig_follows__instagram_follows', 22],
  ['IG_INTERACTIONS.csv', 'total_interactions', 'vintage__ig_interactions__content_interactions', 0],
  ['IG_LINK_CLICKS.csv', 'website_clicks', 'vintage__ig_link_clicks__instagram_link_clicks', 0],
  ['IG_REACH.csv', 'reach', 'vintage__ig_reach__reach', 0],
  ['IG VIEWS.csv', 'views', 'vintage__ig_views__views', 0],
  ['IG_VISITS.csv', 'profile_views', 'vintage__ig_visits__instagram_profile_visits', 0],
  ['mh4u-Follows.csv', 'follower_count', 'mh4u__follows__instagram_follows', 12],
  ['mh4u-Reach.csv', 'reach', 'mh4u__reach__instagram_reach', 0],
];

(isThere ? describe : describe.skip)(
  `real exports (${isThere ? 'read from' : 'SKIPPED, because there is no'} ../shared/datasets)`,
  () => {
    for (const [file, metric, daily, estimated] of SERIES) {
      it(`${file} gives the numbers of its extract`, () => {
        const { blocks } = parse(file);
        assert.equal(blocks.length, 1);
        assert.equal(blocks[0]?.metric, metric);
        assert.deepEqual(written(blocks[0]), extract(daily));
        assert.equal(blocks[0].days.length - written(blocks[0]).length, estimated);
        assert.equal(blocks[0].missingDays, 0);
      });
    }

    it('leave the Facebook page of the same team out', () => {
      for (const file of ['mh4u-Follows.csv', 'mh4u-Reach.csv']) assert.equal(parse(file).skipped.length, 1);
      assert.match(refusalOf(() => parse('Follows.csv')).message, /^Follows\.csv, line 1: .* only Facebook numbers/u);
    });

    it('are asked about when neither title nor file name says the platform', () => {
      assert.match(refusalOf(() => parse('Views.csv')).message, /^Views\.csv, line 1: the title "Views" does not say/u);
      assert.equal(parse('Views.csv', 'instagram').blocks[0]?.days.length, 62);
      assert.match(refusalOf(() => parse('Views.csv', 'facebook')).message, /only Facebook numbers/u);
    });

    it('are refused whole when damaged, with line and reason', () => {
      for (const platform of [undefined, 'instagram', 'facebook'] as const) {
        const { message } = refusalOf(() => parse('Audience.csv', platform));
        assert.match(message, /^Audience\.csv, line 3: ".+" stands where a percentage belongs/u);
      }
    });

    it('INSTAGRAM_RAW.csv gives its 57 posts, and says which row names none', () => {
      const { posts, notes } = parse('INSTAGRAM_RAW.csv');
      assert.equal(posts.length, 57);
      assert.match(notes.join('\n'), /^Line 495 is left out/u);
      const sum = (metric: string) => posts.reduce((total, { numbers }) => total + (numbers.get(metric) ?? 0), 0);
      assert.deepEqual([sum('saved'), sum('follows')], [214, 171]);
      const best = posts.find(({ media }) => media.shortcode === 'DSNlX3DjSEB');
      assert.deepEqual([best?.media.id, best?.numbers.get('views')], ['18095669617890822', 374_253]);
    });

    it('of one account make one plan', () => {
      const names = SERIES.map(([file]) => file).filter((file) => !file.startsWith('mh4u'));
      const now = Date.parse('2026-11-24T12:00:00Z');
      const options = { readAt: now, now: () => now };
      const { metrics, readings } = planImport(
        names.map((name) => readFile({ name, bytes: read(name) }, options)),
        options,
      );
      const days = { from: '2025-10-31', to: '2025-12-31' };
      assert.equal(metrics.length, 6);
      for (const planned of metrics) assert.deepEqual([planned.days, planned.count], [days, 62]);
      assert.equal(readings.filter(({ estimated }) => estimated).length, 22);
      assert.ok(readings.every(({ settled }) => settled));
    });
  },
);
