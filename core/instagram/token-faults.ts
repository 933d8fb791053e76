/** Why Meta no longer takes a token, in words. Subcodes of 190: Meta's page on error handling, read 2026-11-23. */
import { AppError } from '../errors.ts';

const RECONNECT = 'Connect the account again with a new token.';

const CAUSES: ReadonlyMap<number, readonly [sentence: string, hint: string]> = new Map([
  [458, ['The app has been removed from this login, so its token no longer works.', RECONNECT]],
  [
    459,
    [
      'Meta stopped this login at a security checkpoint.',
      'Log in at www.facebook.com, pass the checkpoint, then connect the account again.',
    ],
  ],
  [460, ['The password of this login was changed, which ended its token.', RECONNECT]],
  [463, ['The access token has expired.', RECONNECT]],
  [
    464,
    [
      'The Facebook login behind this token is not confirmed.',
      'Confirm it at www.facebook.com, then connect the account again.',
    ],
  ],
  [467, ['The login behind this token was ended: the person logged out.', RECONNECT]],
  [
    492,
    [
      'The login behind this token no longer has a role for the Page or the app.',
      'Give it back its role, then connect the account again.',
    ],
  ],
]);

/** The error for code 190 (or 102) with this subcode. */
export function tokenFault(subcode: number | undefined): AppError {
  const known = subcode === undefined ? undefined : CAUSES.get(subcode);
  const [sentence, hint] = known ?? ['Meta no longer accepts this access token.', RECONNECT];
  return new AppError('token', sentence, { hint });
}
