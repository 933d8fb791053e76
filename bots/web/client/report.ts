/** A report as a card with its buttons. */
import type { ReportAction } from '../../../core/reports/report.ts';
import type { PageBlock, PageMessage, PageReport } from '../wire.ts';
import { blockElement, pictureElement } from './blocks.ts';
import { el } from './dom.ts';

const GROUPS: Readonly<Record<ReportAction['group'], string>> = {
  period: 'Period',
  metric: 'Number',
  account: 'Account',
  fix: 'Try',
};
/** A footer that says no more than who speaks, which stands above every reply. */
const AUTHOR = 'Reachboard';

function button(action: ReportAction, choice: boolean, press: (action: ReportAction) => void): HTMLElement {
  const element = el(
    'button',
    {
      type: 'button',
      class: 'action',
      'data-command': action.command,
      'aria-pressed': choice ? `${action.active === true}` : undefined,
    },
    action.label,
  );
  element.addEventListener('click', () => {
    if (element.closest('[aria-busy=true]') === null) press(action);
  });
  return element;
}

/** Buttons by what they change. A group in which nothing can be chosen is a list of next steps. */
function actions(all: readonly ReportAction[], press: (action: ReportAction) => void): HTMLElement | undefined {
  const groups = [...new Set(all.map((action) => action.group))];
  if (groups.length === 0) return undefined;
  return el(
    'div',
    { class: 'actions' },
    ...groups.map((group) => {
      const members = all.filter((action) => action.group === group);
      const choice = members.some(({ active }) => active === true);
      const name = choice ? GROUPS[group] : 'Next';
      return el(
        'div',
        { class: choice ? 'group' : 'group steps', role: 'group', 'aria-label': name },
        choice ? el('span', { class: 'group-name', 'aria-hidden': 'true' }, name) : undefined,
        ...members.map((action) => button(action, choice, press)),
      );
    }),
  );
}

/** Numbers directly before a picture stand beside it. */
function bodyElements(blocks: readonly PageBlock[]): readonly HTMLElement[] {
  return blocks.flatMap((block, i) => {
    const [before, after] = [blocks[i - 1], blocks[i + 1]];
    if (block.kind === 'stats' && after?.kind === 'picture') return [];
    return [block.kind === 'picture' && before?.kind === 'stats' ? pictureElement(block, before) : blockElement(block)];
  });
}

export function reportElement(
  report: PageReport,
  status: NonNullable<PageMessage['answer']>['status'],
  press: (action: ReportAction) => void,
): HTMLElement {
  return el(
    'div',
    { class: `card ${status}` },
    el('h3', {}, report.title),
    report.subtitle === undefined ? undefined : el('p', { class: 'subtitle' }, report.subtitle),
    ...bodyElements(report.blocks),
    actions(report.actions, press),
    report.footer === '' || report.footer === AUTHOR ? undefined : el('p', { class: 'footer' }, report.footer),
  );
}
