import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readInsightsBody } from '../../../core/instagram/insights-body.ts';
import type { MetricAnswer } from '../../../core/instagram/answers.ts';
import { parseJson } from '../../../core/instagram/json.ts';
import {
  readDebugToken,
  readError,
  readPage,
  readPaged,
  readPermissions,
  readProfileBody,
} from '../../../core/instagram/responses.ts';
import { recorded } from './scripted.ts';

function nothing(place: string, found: string): void {
  assert.fail(`${place}: ${found}`);
}

function insights(name: string): readonly MetricAnswer[] {
  return readInsightsBody(recorded(name), nothing).map((entry) => entry.answer);
}

/** One metric whose numbers are `value`, read without complaint about the rest. */
function spoilt(value: unknown): { readonly answer: MetricAnswer | undefined; readonly places: readonly string[] } {
  const places: string[] = [];
  const results = [
    { dimension_values: ['A'], value },
    { dimension_values: ['B'], value: 4 },
  ];
  const body = {
    data: [
      {
        name: 'reach',
        values: [{ value, end_time: '2026-11-20T08:00:00+0000' }],
        total_value: { value, breakdowns: [{ dimension_keys: ['x'], results }] },
      },
    ],
  };
  const entries = readInsightsBody(body, (place, found) => places.push(`${place}: ${found}`));
  return { answer: entries[0]?.answer, places };
}

describe('reading answers', () => {
  it('reads recorded insights of every shape', () => {
    const [reach] = insights('user_insights_reach_time_series_7d');
    assert.equal(reach?.series.length, 7);
    assert.ok(reach.series.every((point) => typeof point.value === 'number' && point.endTime !== undefined));
    assert.equal(new Date(reach.series[0]?.endTime ?? 0).getUTCHours(), 7);
    const totals = insights('user_insights_total_value_12_metrics_7d');
    assert.equal(totals.length, 12);
    assert.ok(totals.every((answer) => (answer.metric === 'follows_and_unfollows') === (answer.total === undefined)));
    const [follows] = insights('user_insights_follows_and_unfollows_follow_type_30d');
    assert.deepEqual(follows?.breakdowns[0]?.dimensions, ['follow_type']);
    assert.equal(follows.total, undefined);
    const [countries] = insights('user_insights_follower_demographics_country');
    assert.ok((countries?.breakdowns[0]?.rows.length ?? 0) > 5);
    const [ages] = insights('user_insights_follower_demographics_age_gender');
    assert.deepEqual(ages?.breakdowns[0]?.dimensions, ['age', 'gender']);
    const [online] = insights('user_insights_online_followers_24_hours');
    assert.deepEqual(online?.series[0]?.value, { 0: 159, 1: 157 });
    assert.deepEqual(insights('user_insights_follower_demographics_below_100_followers'), []);
    assert.deepEqual(insights('user_insights_profile_links_taps_empty_results')[0]?.breakdowns[0]?.rows ?? [], []);
    assert.ok(insights('user_insights_reach_two_breakdowns_media_product_type_follow_type').length > 0);
  });

  for (const [name, value] of [
    ['a number as text', '12'],
    ['a negative number', -3],
    ['null', null],
    ['a truth value', true],
    ['a list', [1]],
  ] as const) {
    it(`takes ${name} for no value and says where it stood, not what it was`, () => {
      const { answer, places } = spoilt(value);
      assert.equal(answer?.series[0]?.value, null);
      assert.equal(answer.total, undefined);
      assert.deepEqual(answer.breakdowns, []);
      assert.ok(places.length >= 3);
      assert.ok(places.every((place) => !place.includes('12') && !place.includes('-3')));
    });
  }

  it('keeps hours it can read beside one it cannot', () => {
    const body = { data: [{ name: 'online_followers', values: [{ value: { 0: 5, 1: 'x', 2: null } }] }] };
    const odd: string[] = [];
    const [entry] = readInsightsBody(body, (place) => odd.push(place));
    assert.deepEqual(entry?.answer.series[0]?.value, { 0: 5 });
    assert.equal(odd.length, 2);
  });

  it('reads anything at all without failing and never makes a number of it', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const body = parseJson(text);
        const ignore = (): void => undefined;
        for (const { answer } of readInsightsBody(body, ignore)) assert.ok((answer.total ?? 0) >= 0);
        readProfileBody(body, ignore);
        readPaged(body, ignore);
        readPage(body, ignore);
        readError(body);
        readDebugToken(body, ignore);
        readPermissions(body, ignore);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps every digit of an id and leaves other numbers and texts alone', () => {
    const text = '{"id":17841403584244541,"big":[98765432109876543210],"x":1.5,"s":"a 17841403584244541 \\" 9","n":-4}';
    assert.deepEqual(parseJson(text), {
      id: '17841403584244541',
      big: ['98765432109876543210'],
      x: 1.5,
      s: 'a 17841403584244541 " 9',
      n: -4,
    });
    const { ids, fields } = readProfileBody(parseJson('{"id":17841403584244541,"ig_id":90071992547409931}'), nothing);
    assert.deepEqual([ids.id, fields.ig_id], ['17841403584244541', '90071992547409931']);
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        const plain = JSON.parse(JSON.stringify(value)) as unknown;
        if (!/\d{16}/u.test(JSON.stringify(plain))) assert.deepEqual(parseJson(JSON.stringify(plain)), plain);
      }),
    );
    for (const broken of ['', '{', '{"a":1', '<html>', 'undefined']) assert.equal(parseJson(broken), undefined);
  });

  it('leaves absent profile fields absent and reads the recorded profile whole', () => {
    const { ids, fields } = readProfileBody(recorded('user_fields_full_profile'), nothing);
    assert.equal(ids.id, '17841403584244541');
    assert.deepEqual([fields.followers_count, fields.media_count, fields.username], [281, 162, 'keboola_official']);
    assert.equal('ig_id' in fields, false);
    const odd: string[] = [];
    const bad = readProfileBody({ id: '1', followers_count: '281', biography: null }, (place) => odd.push(place));
    assert.deepEqual(bad.fields, {});
    assert.deepEqual(odd, ['profile.biography', 'profile.followers_count']);
  });

  it('reads Pages with and without an account, and a page’s end', () => {
    const { rows, after } = readPaged(recorded('me_accounts_with_page_token_and_tasks'), nothing);
    const pages = rows.map((row) => readPage(row, nothing));
    assert.ok(pages.every((page) => page.access_token !== undefined));
    assert.equal(
      readPage(recorded('page_instagram_business_account'), nothing).instagram_business_account?.id,
      '987654321',
    );
    assert.equal(after, 'after');
    const last = recorded('media_list_last_page_cursors_previous_only');
    assert.equal(readPaged(last, nothing).after, undefined);
    assert.ok(readPaged(recorded('media_list_page1_cursors_next'), nothing).after !== undefined);
  });

  it('reads the recorded facts of a token that never expires', () => {
    const facts = readDebugToken(recorded('debug_token_page_never_expires'), nothing);
    assert.deepEqual([facts?.is_valid, facts?.type, facts?.expires_at], [true, 'PAGE', 0]);
    assert.ok(facts?.scopes?.includes('instagram_manage_insights'));
  });

  it('lists granted permissions only', () => {
    const body = {
      data: [
        { permission: 'instagram_basic', status: 'granted' },
        { permission: 'pages_show_list', status: 'declined' },
      ],
    };
    assert.deepEqual(readPermissions(body, nothing), ['instagram_basic']);
  });
});
