import type { ChatLimits } from '../../core/ports.ts';

/** A page scrolls: these only keep one reply from filling the memory of a browser. */
export const WEB_LIMITS: ChatLimits = {
  title: 300,
  text: 10_000,
  alt: 2_000,
  tableRows: 500,
  tableColumns: 30,
  cell: 1_000,
  stats: 40,
  pictures: 10,
  actions: 40,
  actionLabel: 80,
  blocks: 100,
  total: 200_000,
};
