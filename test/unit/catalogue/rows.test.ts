import assert from 'node:assert/strict';
import { companionsOf, findMetric, METRICS, metricNames, servingMetric } from '../../../core/instagram/catalogue.ts';
import type { InsightsSource, Metric } from '../../../core/instagram/metric.ts';
import { USER_METRIC_ENUM } from '../../../demo/answers/user-metrics.ts';

/** Names of user insights and of the profile that the API has had at any time since v3.2. */
const EVER = [
  ...USER_METRIC_ENUM,
  ...['impressions', 'email_contacts', 'phone_call_clicks', 'text_message_clicks'],
  ...['get_direction_clicks', 'get_directions_clicks'],
  ...['audience_city', 'audience_country', 'audience_gender_age', 'audience_locale'],
  ...['biography', 'id', 'ig_id', 'followers_count', 'follows_count', 'media_count', 'profile_picture_url'],
  ...['username', 'website'],
];
const ROWS = [...METRICS.values()];

function insights(row: Metric): readonly InsightsSource[] {
  return row.sources.filter((source) => source.kind === 'insights');
}

function named(name: string): Metric {
  const row = findMetric(name);
  assert.ok(row, name);
  return row;
}

describe('rows of the catalogue', () => {
  for (const name of EVER) {
    it(`knows ${name} by its own name`, () => {
      assert.equal(findMetric(name)?.name, name);
    });
  }

  it('gives every name and other spelling to one row only', () => {
    const all = ROWS.flatMap((row) => [row.name, ...row.aliases]);
    const twice = all.filter((name, index) => all.indexOf(name) !== index);
    assert.deepEqual(twice, []);
    assert.equal(metricNames().length, all.length);
  });

  for (const row of ROWS) {
    it(`says of ${row.name} what it means, where that was read, and what answers it or why nothing does`, () => {
      assert.match(row.name, /^[a-z][a-z0-9_]*$/u);
      assert.match(row.meaning, /^\p{Lu}.+\.( .+`\.)?$/u);
      assert.match(row.source, /^developers\.facebook\.com\//u);
      assert.match(row.checkedOn, /^\d{4}-\d{2}-\d{2}$/u);
      const served = servingMetric(row);
      if (row.notOffered !== undefined) assert.ok(row.sources.length === 0 && served === undefined);
      else if (served === undefined) assert.match(row.legacy?.change ?? '', /nothing serves it/u);
      else assert.ok(served.sources.length > 0 && servingMetric(served) === served);
      if (row.legacy !== undefined) {
        assert.ok(row.legacy.change.includes(row.legacy.withdrawnOn));
        assert.equal(row.legacy.change.includes('so the two are comparable'), row.legacy.comparable);
      }
    });

    for (const source of insights(row)) {
      it(`asks for ${row.name} by a name that is in the API’s own list, with a breakdown it has`, () => {
        assert.ok(USER_METRIC_ENUM.includes(source.apiName));
        const { requiredBreakdown, bucket, breakdowns } = source;
        // A row that is one bucket has no parts of its own.
        if (bucket !== undefined) assert.ok(requiredBreakdown !== undefined && breakdowns.length === 0);
        else assert.ok(requiredBreakdown === undefined || breakdowns.includes(requiredBreakdown));
      });
    }
  }

  it('never adds up unique accounts', () => {
    assert.equal(named('reach').rollup, 'distinct');
    assert.equal(named('accounts_engaged').rollup, 'distinct');
  });

  it('brings the other plain totals along with one, but none that is younger than the API version', () => {
    const [source] = insights(named('likes'));
    assert.ok(source);
    assert.ok(companionsOf(source, 'v26.0').includes('views'));
    assert.ok(!companionsOf(source, 'v26.0').includes('likes'));
    assert.ok(!companionsOf(source, 'v21.0').includes('views'));
    const [email] = insights(named('email_contacts'));
    assert.ok(email);
    assert.deepEqual(companionsOf(email, 'v26.0'), []);
  });
});
