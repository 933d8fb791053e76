/** Whose numbers a block holds: Instagram's, or those of the Facebook page of the same team. */
import { refusal } from './refuse.ts';
import type { Section } from './sections.ts';
import { type DailyTitle, type ImportPlatform, platformOfFileName, readTitle } from './titles.ts';

export type PlatformVerdict =
  | { readonly platform: 'instagram'; readonly note: string | undefined }
  | { readonly platform: 'facebook'; readonly because: string };

export interface PlatformClues {
  readonly fileName: string;
  /** What the person said with `--platform`. */
  readonly given: ImportPlatform | undefined;
  /** All sections of the file. */
  readonly sections: readonly Section[];
}

const PAGE = "These are the Facebook page's numbers; Reachboard is about Instagram.";

/** The daily section of the same file that says "Instagram" for the same number. */
function findInstagramTwin(daily: DailyTitle, sections: readonly Section[]): Section | undefined {
  return sections.find(({ kind, title }) => {
    const other = readTitle(title);
    return kind === 'daily' && other.platform === 'instagram' && other.daily === daily;
  });
}

/**
 * Judges one block, the strongest evidence first: its title; an Instagram block of the same number in the same file,
 * which leaves the Facebook page for this one; what the person said; the file's name. Without any it refuses
 * (`bad-request`) and asks for `--platform`, for a wrong guess would mix two audiences.
 */
export function judgePlatform(section: Section, daily: DailyTitle, clues: PlatformClues): PlatformVerdict {
  const { title, line } = section;
  const said = readTitle(title).platform;
  if (said === 'instagram') return { platform: 'instagram', note: undefined };
  if (said === 'facebook') return { platform: 'facebook', because: PAGE };

  const twin = findInstagramTwin(daily, clues.sections);
  if (twin !== undefined) {
    const because = `"${twin.title}" on line ${twin.line} is Instagram's, so "${title}" is the Facebook page's.`;
    return { platform: 'facebook', because };
  }
  if (clues.given === 'instagram') return { platform: 'instagram', note: undefined };
  if (clues.given === 'facebook') {
    return {
      platform: 'facebook',
      because: `The title does not name its platform and \`--platform facebook\` was given. ${PAGE}`,
    };
  }
  const named = platformOfFileName(clues.fileName);
  if (named === 'instagram') {
    return { platform: 'instagram', note: `"${title}" does not name its platform; the file's name says Instagram.` };
  }
  if (named === 'facebook') {
    return {
      platform: 'facebook',
      because: `The title does not name its platform; the file's name says Facebook. ${PAGE}`,
    };
  }
  throw refusal(
    { fileName: clues.fileName, line },
    `the title "${title}" does not say whether these numbers are Instagram's or the Facebook page's.`,
    'Add `--platform instagram` (or `--platform facebook`) to say it, or choose it in the form of the page.',
  );
}
