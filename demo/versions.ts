/** Oldest and newest version that answer in November 2026. */
const OLDEST = 21;
const NEWEST = 26;

/**
 * The version that really answers: itself when alive, the oldest living one for expired and unversioned calls.
 * Undefined for a version that does not exist yet.
 */
export function servedVersion(asked: string | undefined): string | undefined {
  const major = asked === undefined ? OLDEST : Number(/^v(\d+)\./.exec(asked)?.[1] ?? OLDEST);
  if (major > NEWEST) return undefined;
  return `v${Math.max(OLDEST, major)}.0`;
}
