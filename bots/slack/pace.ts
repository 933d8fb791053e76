/** How long things may take, in ms. */
export interface Pace {
  /** One call to Slack. */
  readonly call: number;
  /** The text of an answer goes out without its picture after this; the picture follows. */
  readonly pictureWait: number;
  /** Until Slack must have an uploaded file ready. */
  readonly fileReady: number;
  /** How long one page of a channel waits for Slack's Retry-After before the look is put off. */
  readonly look: number;
  /** How long a look waits for its first page before it is put off. */
  readonly lookBegins: number;
  /** Until a person who asked is told that the answer takes longer. */
  readonly working: number;
  /** How long an answer waits for Slack's rate limits before it goes another way, or the person is told. */
  readonly answer: number;
  /** Between two posts in one channel; Slack allows about one a second. */
  readonly spacing: number;
  /** For what nobody asked just now. */
  readonly background: {
    /** The same for its text. */
    readonly pictureWait: number;
    /** Between two pictures, and between two changes of messages: of 100 and 50 a minute people keep a fifth. */
    readonly picture: number;
    readonly change: number;
  };
  /** Between two tries to open the socket, at first; doubles up to a minute. */
  readonly reconnect: number;
  /** How long `stop()` waits for answers under way. */
  readonly stop: number;
}

export const PACE: Pace = {
  call: 10_000,
  pictureWait: 5_000,
  fileReady: 30_000,
  look: 5 * 60_000,
  lookBegins: 15_000,
  working: 3_000,
  answer: 30_000,
  spacing: 1_000,
  background: { pictureWait: 15_000, picture: 750, change: 1_500 },
  reconnect: 1_000,
  stop: 8_000,
};
