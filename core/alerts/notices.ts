/** Alerts as orders: what whoever turned them on is told in chat when they do not arrive. */
import type { FindOrder } from '../deliveries/notices.ts';
import type { AlertStore } from '../ports.ts';
import type { RenderedReport } from '../reports/report.ts';
import type { AlertPlace } from './alert.ts';
import { placeOfPost } from './message.ts';

function noticeReport({ channelName }: AlertPlace, because: string): RenderedReport {
  return {
    title: 'Alerts do not arrive',
    summary: `Alerts for ${channelName}: ${because}`,
    blocks: [
      { kind: 'notice', tone: 'warning', text: `An alert could not be posted in ${channelName}. ${because}` },
      {
        kind: 'text',
        text: 'When that is fixed, say /ig alerts on in that channel, or in another one to move them. What is found until then stands in /ig alerts history.',
      },
    ],
    footer: 'You get this because you turned alerts on. You are told once until they arrive again.',
    actions: [{ label: 'History', command: 'alerts history', group: 'metric' }],
  };
}

/** Finds the place that a post is of, while alerts are on there. What was meant for an earlier channel says nothing. */
export function findAlertOrder(store: Pick<AlertStore, 'listAlertPlaces' | 'markAlertsFailing'>): FindOrder {
  return async (key, channel) => {
    const id = placeOfPost(key);
    if (id === undefined) return undefined;
    const place = (await store.listAlertPlaces()).find((one) => one.id === id);
    if (place === undefined || place.offAt !== undefined) return undefined;
    if (channel !== undefined && channel !== place.channelId) return undefined;
    const { workspaceId, platform, workspaceRemoteId, channelId, ownerId, askedIn, failing } = place;
    return {
      to: { workspaceId, platform, workspaceRemoteId, channelId },
      ownerId,
      askedIn,
      failing,
      report: (because) => noticeReport(place, because),
      mark: (because, notice) => store.markAlertsFailing(id, because, notice),
    };
  };
}
