import assert from 'node:assert/strict';
import {
  instantOf,
  localDate,
  nextOccurrence,
  occurrencesBetween,
  readZone,
} from '../../../core/digests/wall-clock.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const TIMES = ['00:00', '00:30', '01:30', '02:00', '02:30', '09:00', '23:59'];

/** Names that became others, in both spellings: which of the two Node lists is its own affair. */
const LINKS = `Africa/Asmera Africa/Asmara Africa/Timbuktu America/Argentina/Buenos_Aires America/Buenos_Aires
  America/Godthab America/Nuuk America/Indiana/Indianapolis America/Indianapolis America/Louisville America/Montreal
  America/Santa_Isabel America/Shiprock Antarctica/McMurdo Arctic/Longyearbyen Asia/Ashkhabad Asia/Calcutta Asia/Kolkata
  Asia/Chongqing Asia/Dacca Asia/Istanbul Asia/Kathmandu Asia/Katmandu Asia/Rangoon Asia/Yangon Asia/Saigon
  Asia/Ho_Chi_Minh Asia/Tel_Aviv Atlantic/Faeroe Atlantic/Faroe Atlantic/Jan_Mayen Australia/ACT Australia/LHI
  Australia/Canberra Brazil/East Canada/Newfoundland Chile/Continental Chile/EasterIsland Europe/Belfast Europe/Kiev
  Europe/Kyiv Europe/Nicosia Europe/Uzhgorod Mexico/BajaNorte Pacific/Enderbury Pacific/Kanton Pacific/Ponape
  Pacific/Pohnpei Pacific/Truk Pacific/Chuuk US/Central US/Eastern US/Mountain US/Pacific US/Samoa`.split(/\s+/u);
const ZONES = [...new Set([...Intl.supportedValuesOf('timeZone'), ...LINKS])];

/** A zone's offset changes between two instants, by asking Intl alone; never two in a week. */
class Wall {
  readonly #format: Intl.DateTimeFormat;

  constructor(zone: string) {
    this.#format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  }

  /** What the wall shows, as if it were UTC. */
  at(instant: number): number {
    const part = Object.fromEntries(this.#format.formatToParts(instant).map(({ type, value }) => [type, value]));
    const { year = '', month = '', day = '', hour = '', minute = '' } = part;
    return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
  }

  /** Changes in `[from, to]` as the first minute with the new offset. */
  changes(
    from: number,
    to: number,
  ): readonly { readonly at: number; readonly before: number; readonly after: number }[] {
    const found = [];
    const offset = (instant: number): number => this.at(instant) - instant;
    for (let day = from; day < to; day += WEEK) {
      let [low, high] = [day, day + WEEK];
      const [before, after] = [offset(low), offset(high)];
      if (before === after) continue;
      while (high - low > 60_000) {
        const middle = low + Math.floor((high - low) / 120_000) * 60_000;
        if (offset(middle) === before) low = middle;
        else high = middle;
      }
      found.push({ at: high, before, after });
    }
    return found;
  }
}

/** The rule in other words: walk the changes and say which offset holds; a gap takes the one before it. */
function expected(wall: number, first: number, changes: ReturnType<Wall['changes']>): number {
  let offset = first;
  for (const change of changes) {
    // Before the change the wall shows times up to its end; a repeated time is its first turn, a skipped one counts on.
    if (wall - offset < change.at) return wall - offset;
    const opens = change.at + change.after;
    if (wall < opens) return wall - offset;
    offset = change.after;
  }
  return wall - offset;
}

function isoWeek(date: string): string {
  const thursday = Date.parse(date) + (3 - ((new Date(date).getUTCDay() + 6) % 7)) * DAY;
  const year = new Date(thursday).getUTCFullYear();
  const number = 1 + Math.floor((thursday - Date.UTC(year, 0, 1)) / WEEK);
  return `${year}-W${String(number).padStart(2, '0')}`;
}

describe('the wall clock of a zone', () => {
  it('shows a skipped time later by the gap and takes the first of a repeated one', () => {
    const cases: readonly (readonly [string, string, string, string])[] = [
      ['Europe/Berlin', '2026-03-29', '02:30', '2026-03-29T01:30:00Z'],
      ['Europe/Berlin', '2026-10-25', '02:30', '2026-10-25T00:30:00Z'],
      ['America/New_York', '2026-11-01', '01:30', '2026-11-01T05:30:00Z'],
      ['Australia/Lord_Howe', '2027-04-04', '01:45', '2027-04-03T14:45:00Z'],
      ['Australia/Lord_Howe', '2026-10-04', '02:15', '2026-10-03T15:45:00Z'],
      ['America/Santiago', '2026-09-06', '00:00', '2026-09-06T04:00:00Z'],
      ['Antarctica/Troll', '2026-03-29', '02:00', '2026-03-29T02:00:00Z'],
      ['Pacific/Apia', '2011-12-30', '09:00', '2011-12-30T19:00:00Z'],
      ['Asia/Kathmandu', '2028-02-29', '09:00', '2028-02-29T03:15:00Z'],
    ];
    for (const [zone, date, time, instant] of cases) {
      assert.equal(
        new Date(instantOf(zone, date, time)).toISOString(),
        instant.replace('Z', '.000Z'),
        `${zone} ${date}`,
      );
    }
  });

  it('row 34: gives every zone of the IANA database one turn in every ISO week for two years, at the time another reckoning gives', function () {
    this.timeout(600_000);
    const [from, to] = [Date.parse('2026-01-01T00:00:00Z'), Date.parse('2028-03-15T00:00:00Z')];
    const seen = new Set<string>();
    let turns = 0;
    let changesSeen = 0;
    for (const zone of ZONES) {
      const wall = new Wall(zone);
      const changes = wall.changes(from - 9 * DAY, to + 9 * DAY);
      const first = wall.at(from - 9 * DAY) - (from - 9 * DAY);
      changesSeen += changes.length;
      // Zones that change alike get every time of day once, and each of them one of its own.
      const kind = JSON.stringify([first, changes]);
      const times = seen.has(kind) ? [TIMES[seen.size % TIMES.length] ?? ''] : TIMES;
      seen.add(kind);
      // The days of the week on which something is skipped or repeated there, by the wall clock before and after.
      const days = changes.flatMap(({ at, before, after }) => [at - 60_000 + before, at + after]);
      const weekdays = days.map((day) => ((new Date(day).getUTCDay() + 6) % 7) + 1);
      for (const time of times) {
        for (const weekday of new Set(times === TIMES && time < '02:31' ? [7, 1, ...weekdays] : [7])) {
          const weeks = new Set<string>();
          let turn = nextOccurrence({ weekday, time, zone }, from);
          for (let date = ''; turn.at < to; turn = nextOccurrence({ weekday, time, zone }, turn.at)) {
            date =
              date === '' ? localDate(zone, turn.at) : new Date(Date.parse(date) + WEEK).toISOString().slice(0, 10);
            const nominal = Date.parse(`${date}T${time}:00Z`);
            assert.equal(turn.at, expected(nominal, first, changes), `${zone} ${date} ${time}`);
            assert.equal(turn.week, isoWeek(new Date(nominal - WEEK).toISOString().slice(0, 10)), `${zone} ${date}`);
            assert.ok(!weeks.has(turn.week), `${zone} ${turn.week} twice`);
            weeks.add(turn.week);
            turns += 1;
          }
          assert.ok(weeks.size >= 114, `${zone} ${weekday} ${time}: ${weeks.size} weeks`);
        }
      }
    }
    assert.ok(turns > 40_000 && changesSeen > 400, `${turns} turns, ${changesSeen} changes`);
  });

  it('names the week before the turn across the end of a year with 53 weeks', () => {
    const rule = { weekday: 1, time: '09:00', zone: 'Europe/Berlin' };
    const weeks = occurrencesBetween(rule, Date.parse('2026-12-20T00:00:00Z'), Date.parse('2027-01-20T00:00:00Z'), 10);
    assert.deepEqual(
      weeks.map(({ week }) => week),
      ['2026-W51', '2026-W52', '2026-W53', '2027-W01', '2027-W02'],
    );
  });

  it('lists only the newest turns after a long pause', () => {
    const rule = { weekday: 3, time: '18:15', zone: 'Asia/Kolkata' };
    const turns = occurrencesBetween(rule, 0, Date.parse('2026-11-24T20:00:00Z'), 3);
    assert.deepEqual(
      turns.map(({ at }) => new Date(at).toISOString()),
      ['2026-11-04T12:45:00.000Z', '2026-11-11T12:45:00.000Z', '2026-11-18T12:45:00.000Z'],
    );
  });

  it('takes zones by name in any case and refuses abbreviations and offsets', () => {
    assert.equal(readZone('europe/berlin'), 'Europe/Berlin');
    assert.equal(readZone('AMERICA/NEW_YORK'), 'America/New_York');
    assert.equal(readZone('utc'), 'UTC');
    for (const text of ['CET', 'EST', '+02:00', 'Etc/GMT+5', 'Europe/Berlni', 'Berlin']) {
      assert.throws(() => readZone(text), /There is no time zone/u, text);
    }
  });
});
