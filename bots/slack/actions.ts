/** Buttons and menus: each carries its whole command, so that they work after a restart. */
import type { types } from '@slack/bolt';
import { cut, lengthOf } from '../../core/reports/fit.ts';
import type { ReportAction } from '../../core/reports/report.ts';
import { BUTTON_VALUE, BUTTONS_IN_A_ROW, OPTION_VALUE } from './limits.ts';
import { filled, plain } from './text.ts';

type Group = ReportAction['group'];

/** Buttons that ask the door; the part after it is the group. */
export const ASK = /^ig:(period|metric|account|fix):/u;
/** Buttons that open a private form. */
export const CONNECT_FORM = /^ig-form:connect:/u;
export const DIGEST_FORM = /^ig-form:digest:/u;

const GROUPS: readonly Group[] = ['period', 'metric', 'account', 'fix'];
const MENU_NAMES: Readonly<Record<Group, string>> = {
  period: 'Period',
  metric: 'Number',
  account: 'Account',
  fix: 'Choose',
};
const DESTRUCTIVE = /^(?:disconnect|forget|digest remove)\s/iu;

function plainText(text: string): types.PlainTextElement {
  return { type: 'plain_text', text: filled(text), emoji: false };
}

function confirmation(action: ReportAction): types.ConfirmationDialog {
  return {
    title: plainText('Are you sure?'),
    text: plainText(cut(`/ig ${plain(action.command)}`, 300)),
    confirm: plainText('Yes'),
    deny: plainText('No'),
    style: 'danger',
  };
}

function button(action: ReportAction, index: number): types.Button {
  const kind = action.form === undefined ? 'ig' : 'ig-form';
  return {
    type: 'button',
    text: plainText(action.label),
    action_id: `${kind}:${action.form ?? action.group}:${index}`,
    value: action.command,
    ...(action.active === true ? { style: 'primary' as const } : {}),
    ...(DESTRUCTIVE.test(action.command) ? { confirm: confirmation(action) } : {}),
  };
}

function isMenu(actions: readonly ReportAction[]): boolean {
  return (
    actions.length > BUTTONS_IN_A_ROW &&
    actions.every(
      ({ command, form }) => form === undefined && lengthOf(command) <= OPTION_VALUE && !DESTRUCTIVE.test(command),
    )
  );
}

function menu(group: Group, actions: readonly ReportAction[]): types.StaticSelect {
  const options = actions.map((action) => ({ text: plainText(action.label), value: action.command }));
  const shown = options[actions.findIndex(({ active }) => active === true)];
  return {
    type: 'static_select',
    action_id: `ig:${group}:menu`,
    placeholder: plainText(MENU_NAMES[group]),
    options,
    ...(shown === undefined ? {} : { initial_option: shown }),
  };
}

/** A row per group, in a fixed order. A command that no button can hold is left out. */
export function actionBlocks(actions: readonly ReportAction[]): readonly types.ActionsBlock[] {
  return GROUPS.flatMap((group) => {
    const own = actions.filter((action) => action.group === group && lengthOf(action.command) <= BUTTON_VALUE);
    if (own.length === 0) return [];
    const elements = isMenu(own) ? [menu(group, own)] : own.map(button);
    return [{ type: 'actions', block_id: `ig-${group}`, elements }];
  });
}

/** The command of a pressed button or a menu's choice; undefined when the payload holds none. */
export function commandOf(action: unknown): string | undefined {
  if (typeof action !== 'object' || action === null) return undefined;
  const value: unknown = Reflect.get(action, 'value');
  if (typeof value === 'string') return value;
  const option: unknown = Reflect.get(action, 'selected_option');
  return commandOf(option);
}

/** The group of the button, from its id. */
export function groupOf(actionId: string): string | undefined {
  return ASK.exec(actionId)?.[1];
}
