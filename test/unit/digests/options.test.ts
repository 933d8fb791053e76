import assert from 'node:assert/strict';
import { SECTIONS } from '../../../core/digests/subscription.ts';
import { finalAt, postsAt } from '../../../core/digests/turns.ts';
import { isAppError } from '../../../core/errors.ts';
import { mergeOptions, optionWords, takeMention, takeOptions } from '../../../core/features/digest-options.ts';

function read(text: string): ReturnType<typeof takeOptions> {
  return takeOptions(text.split(' '));
}

describe('the options of a digest', () => {
  it('are sections by name, in any number and spelling, wherever they stand', () => {
    const said: readonly (readonly [string, readonly string[], string])[] = [
      ['monday sections numbers,posts 09:00', ['numbers', 'posts'], 'monday 09:00'],
      ['sections: posts, numbers and stories tuesday', ['numbers', 'posts', 'stories'], 'tuesday'],
      ['only chart monday', ['chart'], 'monday'],
      ['without stories', SECTIONS.filter((one) => one !== 'stories'), ''],
      ['09:00 without chart, driver and goal #reports', ['numbers', 'posts', 'stories', 'unusual'], '09:00 #reports'],
      ['sections all', SECTIONS, ''],
    ];
    for (const [text, sections, left] of said) {
      const found = read(text);
      assert.deepEqual(found.options.sections, sections, text);
      assert.equal(found.left.join(' '), left, text);
    }
    assert.equal(read('monday 09:00').options.sections, undefined);
  });

  it('refuse sections that there are not, and a digest without any', () => {
    const refusal = (text: string): string => {
      try {
        read(text);
      } catch (error) {
        return isAppError(error) ? `${error.about ?? ''}: ${error.message} ${error.hint ?? ''}` : 'no AppError';
      }
      return 'taken';
    };
    assert.match(refusal('sections numbres'), /^sections: A digest has no section “numbres”\. Did you mean numbers\?/u);
    assert.match(refusal(`without ${SECTIONS.join(',')}`), /^sections: A digest without sections has nothing to say/u);
  });

  it('wait for final numbers or not, and replace a digest by its number', () => {
    assert.equal(read('monday wait for final').options.waitsForFinal, true);
    assert.equal(read('wait until final data').options.waitsForFinal, true);
    assert.equal(read('without waiting').options.waitsForFinal, false);
    assert.equal(read('monday 09:00').options.waitsForFinal, undefined);
    assert.deepEqual(read('tuesday replace 3 10:00'), {
      options: { sections: undefined, mention: undefined, waitsForFinal: undefined, replaces: 3 },
      left: ['tuesday', '10:00'],
    });
  });

  it('mention a person or a group as the platform writes them, with the capitals of its ids', () => {
    const said: readonly (readonly [string, unknown])[] = [
      ['mention <!subteam^S0ABC|@marketing>', { kind: 'group', id: 'S0ABC', name: 'marketing' }],
      ['mention <!subteam^S0ABC>', { kind: 'group', id: 'S0ABC', name: 'S0ABC' }],
      ['mentioning <@U012AB|maria>', { kind: 'person', id: 'U012AB', name: 'maria' }],
      ['mention <@&123456|Team>', { kind: 'group', id: '123456', name: 'Team' }],
      ['mention <@!123456>', { kind: 'person', id: '123456', name: '123456' }],
      ['mention <!channel>', undefined],
      ['mention @everyone', undefined],
    ];
    for (const [text, mention] of said) assert.deepEqual(takeMention(`monday ${text} @a`).mention, mention, text);
    assert.equal(takeMention('monday mention <@U012AB|maria> @a').left.replaceAll(/\s+/gu, ' '), 'monday @a');
  });

  it('keep what is not said anew, and are shown in words', () => {
    const before = {
      sections: SECTIONS,
      mention: { kind: 'group', id: 'S1', name: 'team' },
      waitsForFinal: true,
    } as const;
    const nothing = { sections: undefined, mention: undefined, waitsForFinal: undefined, replaces: undefined };
    assert.deepEqual(mergeOptions(nothing, before), before);
    assert.deepEqual(optionWords(mergeOptions({ ...nothing, sections: ['chart', 'posts'] }, before)), [
      'only chart, posts',
      'mentions @team',
    ]);
    assert.deepEqual(optionWords(mergeOptions({ ...nothing, mention: 'none' }, before)), []);
  });
});

describe('a digest that waits for final numbers', () => {
  it('is posted 48 hours after Instagram’s Sunday, or at its own time when that is later', () => {
    assert.equal(new Date(finalAt('2026-W47')).toISOString(), '2026-11-25T08:00:00.000Z');
    assert.equal(new Date(finalAt('2026-W29')).toISOString(), '2026-07-22T07:00:00.000Z');
    const monday = { at: Date.parse('2026-11-23T08:00:00Z'), week: '2026-W47' };
    const friday = { at: Date.parse('2026-11-27T08:00:00Z'), week: '2026-W47' };
    assert.equal(postsAt({ options: { waitsForFinal: true } }, monday), finalAt('2026-W47'));
    assert.equal(postsAt({ options: { waitsForFinal: true } }, friday), friday.at);
    assert.equal(postsAt({ options: { waitsForFinal: false } }, monday), monday.at);
  });
});
