/** Graph calls in bursts, each for other days, so that no two can share an answer. */
const AT_ONCE = 60;
const DAY_SECONDS = 86_400;
const FIRST_DAY = Date.UTC(2024, 0, 1) / 1000;

/** Windows of a week that no other turn has. */
export function windowsOfTurn(turn: number): readonly { readonly since: number; readonly until: number }[] {
  return Array.from({ length: AT_ONCE }, (_, index) => {
    const since = FIRST_DAY + (turn * AT_ONCE + index) * DAY_SECONDS;
    return { since, until: since + 6 * DAY_SECONDS };
  });
}
