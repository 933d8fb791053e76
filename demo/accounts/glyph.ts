import type { AccountPlan } from './plan.ts';

const RIGHT_TO_LEFT_OVERRIDE = '\u202e';
const ISOLATE = '\u2067';
const ZERO_WIDTH = '\u200b\u200d\ufeff';

function longCaption(length: number): string {
  const sentence = 'A caption as long as Instagram allows, one sentence after the other, with no end in sight. ';
  return sentence.repeat(Math.ceil(length / sentence.length)).slice(0, length);
}

/** Text that tries to ping, link, format, reverse or break whatever shows it. */
export const HOSTILE_TEXTS: readonly string[] = [
  '<!channel> <!here> <!everyone> <@U12345678> <#C12345678|general>',
  '@everyone @here <@123456789012345678> <@&123456789012345678> <#123456789012345678>',
  '[click me](http://evil.example) <http://evil.example|your bank> https://evil.example/?q=1',
  `invoice${RIGHT_TO_LEFT_OVERRIDE}gpj.exe ${ISOLATE}reversed`,
  '```js\nprocess.exit(1)\n``` and `code` *bold* _italic_ ~strike~ ||spoiler|| # heading',
  '<script>alert(1)</script> <img src=x onerror=alert(1)> &lt;b&gt; &amp; "quotes" \'single\'',
  'العربية עברית हिन्दी ไทย 日本語 中文 한국어 Ελληνικά Кириллица ქართული አማርኛ',
  '👩‍👩‍👧‍👦 👍🏽 🇺🇳 ☠️ e\u0301 Z\u0351\u036b\u0343a\u0334l\u0321g\u0334o',
  `invisible${ZERO_WIDTH}letters and a tab\tand a line\n\n\nafter three breaks`,
  '=HYPERLINK("http://evil.example","sum") +1 -1 @SUM(A1)',
  '| a | b |\n|---|---|\n| 1 | 2 | \\ \\n %s %00 ${7*7} {{7*7}} 100 %',
  longCaption(2200),
];

export const GLYPH: AccountPlan = {
  username: 'glyph.test',
  name: `<!channel> *Glyph* ${RIGHT_TO_LEFT_OVERRIDE}tset @everyone`,
  biography: `@everyone [x](http://evil.example) \`\`\`\n<!here> ${ISOLATE}שלום 日本語 👩‍👩‍👧‍👦 & <b>bold</b>\n\n# not a heading`,
  website: 'http://evil.example/<script>?a=1&b=%22',
  followers: 5_217,
  follows: 1_024,
  gain: 7,
  loss: 4,
  reach: { followers: 610, others: 420 },
  engagement: 1.1,
  trend: 0.2,
  weekdays: [0.9, 1.05, 1.1, 1, 1.05, 0.95, 0.95],
  dispersion: 0.3,
  virals: [],
  mix: { post: 0.35, carousel: 0.2, reel: 0.3, story: 0.15 },
  postsPerWeek: 6,
  storiesPerDay: 2,
  firstPostDaysAgo: 800,
  convertedDaysAgo: 780,
  europe: false,
  buttons: ['EMAIL', 'BOOK_NOW'],
  countries: ['JP', 'IL', 'EG', 'IN', 'GR', 'GE', 'TH', 'KR', 'US'],
  cities: [
    '東京, 東京都',
    'תל אביב-יפו, מחוז תל אביב',
    'القاهرة, محافظة القاهرة',
    'São Paulo, São Paulo (state)',
    "L'Aquila, Abruzzo",
  ],
  women: 0.48,
  captions: [...HOSTILE_TEXTS, undefined],
  comments: HOSTILE_TEXTS.slice(0, 9),
};
