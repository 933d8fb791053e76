/** Every way that is measured, by name. Each loads only what it needs. */
import type { InstagramFacts } from './calls/instagram.ts';
import type { Candidate } from './candidate.ts';

type Open = (facts: InstagramFacts) => Promise<Candidate>;

export const CANDIDATES = {
  ours: async () => (await import('./charts/ours.ts')).drawOurs(28),
  naive: async () => (await import('./charts/naive.ts')).drawNaively(),
  template: async () => (await import('./charts/naive.ts')).drawTemplateNaively(),
  floor: async () => (await import('./charts/floor.ts')).drawReadySvg('ours'),
  defaults: async () => (await import('./charts/floor.ts')).drawReadySvg('defaults'),
  chartjs: async () => (await import('./charts/chartjs.ts')).drawWithChartJs(),
  echarts: async () => (await import('./charts/echarts.ts')).drawWithEcharts(),
  client: async (facts) => (await import('./calls/client.ts')).callThroughClient(facts),
  bare: async (facts) => (await import('./calls/bare.ts')).callBarely(facts),
  again: async (facts) => (await import('./commands.ts')).askAgain(facts),
  anew: async (facts) => (await import('./commands.ts')).askAnew(facts),
  weekChart: async () => (await import('./charts/ours.ts')).drawOurs(7),
} as const satisfies Readonly<Record<string, Open>>;

export type CandidateName = keyof typeof CANDIDATES;

/** Opens a candidate by its name. */
export async function openCandidate(name: CandidateName, facts: InstagramFacts): Promise<Candidate> {
  const open: Open = CANDIDATES[name];
  return open(facts);
}
