/** The parameters and readings of a digest, as kept with it. */
import type { DigestFacts, DigestFrame } from './facts.ts';
import { SECTIONS, type Section, type StoredDigest } from './subscription.ts';

interface Kept {
  readonly frame: DigestFrame;
  readonly facts: DigestFacts;
  readonly sections: readonly Section[];
}

/** As text for the store. */
export function packFacts(kept: Kept): string {
  return JSON.stringify(kept);
}

/** What a digest was made of; one from before sections could be chosen has all of them. */
export function unpackFacts(stored: Pick<StoredDigest, 'facts'>): Kept {
  return { sections: SECTIONS, ...(JSON.parse(stored.facts) as Omit<Kept, 'sections'> & Partial<Kept>) };
}
