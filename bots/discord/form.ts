/** The private form that takes a token: a modal, so that the token never is a message. */
import {
  ComponentType,
  TextInputStyle,
  type APIModalInteractionResponseCallbackData,
  type APIModalSubmission,
} from 'discord.js';
import { Secret } from '../../core/secret.ts';

export const CONNECT_FORM = '1connect';
const TOKEN_FIELD = 'token';
const LONGEST_TOKEN = 2_000;

export const connectModal: APIModalInteractionResponseCallbackData = {
  custom_id: CONNECT_FORM,
  title: 'Connect an Instagram account',
  components: [
    {
      type: ComponentType.Label,
      label: 'Access token',
      description: 'From Meta. Kept sealed, never shown again.',
      component: {
        type: ComponentType.TextInput,
        custom_id: TOKEN_FIELD,
        style: TextInputStyle.Short,
        min_length: 1,
        max_length: LONGEST_TOKEN,
        required: true,
      },
    },
  ],
};

/** The token of a sent form; undefined when it holds none. */
export function readToken({ components }: APIModalSubmission): Secret | undefined {
  const fields = components.flatMap((component) => {
    if (component.type === ComponentType.Label) return [component.component];
    return component.type === ComponentType.ActionRow ? component.components : [];
  });
  for (const field of fields) {
    if (field.type !== ComponentType.TextInput || field.custom_id !== TOKEN_FIELD) continue;
    const value = field.value.trim();
    return value === '' ? undefined : new Secret(value);
  }
  return undefined;
}
