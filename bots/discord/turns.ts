/** Of several answers on their way to one message, the one asked for last wins; edits of one message go one by one. */
export interface Turns {
  /** Call when asked; the function it returns runs `edit`, unless somebody asked again meanwhile. */
  take(message: string): (edit: () => Promise<void>) => Promise<void>;
}

export function createTurns(): Turns {
  const lines = new Map<string, { newest: number; readonly waiting: Set<number>; tail: Promise<void> }>();
  let count = 0;
  return {
    take(message) {
      const line = lines.get(message) ?? { newest: 0, waiting: new Set<number>(), tail: Promise.resolve() };
      lines.set(message, line);
      count += 1;
      const mine = count;
      line.newest = mine;
      line.waiting.add(mine);
      return async (edit) => {
        const run = line.tail.then(() => (line.newest === mine ? edit() : undefined));
        line.tail = run.catch(() => undefined);
        try {
          await run;
        } finally {
          line.waiting.delete(mine);
          if (line.waiting.size === 0) lines.delete(message);
        }
      };
    },
  };
}
