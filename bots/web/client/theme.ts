/** Light and dark: what the system says, until the reader chooses. */
import type { Theme } from '../../../core/reports/report.ts';
import { byId } from './dom.ts';

const KEY = 'reachboard-theme';
const DARK = matchMedia('(prefers-color-scheme: dark)');

function chosen(): Theme | undefined {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === 'light' || kept === 'dark' ? kept : undefined;
  } catch {
    return undefined;
  }
}

function current(): Theme {
  return chosen() ?? (DARK.matches ? 'dark' : 'light');
}

/** The media condition under which the dark picture is taken. */
export function darkMedia(): string {
  const theme = chosen();
  return theme === undefined ? '(prefers-color-scheme: dark)' : theme === 'dark' ? 'all' : 'not all';
}

/** Sets the colours before anything is painted. */
export function applyTheme(): void {
  document.documentElement.dataset['theme'] = current();
}

function showTheme(): void {
  applyTheme();
  const next = current() === 'dark' ? 'light' : 'dark';
  const button = byId('theme', HTMLButtonElement);
  button.setAttribute('aria-label', `Switch to the ${next} theme`);
  button.title = `Switch to the ${next} theme`;
  for (const source of document.querySelectorAll('picture source')) source.setAttribute('media', darkMedia());
}

export function startTheme(): void {
  showTheme();
  DARK.addEventListener('change', showTheme);
  byId('theme', HTMLButtonElement).addEventListener('click', () => {
    const next = current() === 'dark' ? 'light' : 'dark';
    document.documentElement.dataset['theme'] = next;
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // A browser without storage forgets the choice; the page still changes.
    }
    showTheme();
  });
}
