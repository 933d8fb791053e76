/** Discord's gateway: hello, identify, ready, heartbeats, resume with replay, and every way it can fail. */
import type { Server } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';

interface Packet {
  readonly op: number;
  readonly d?: unknown;
  readonly s?: number;
  readonly t?: string;
}

interface Session {
  readonly id: string;
  readonly sent: Packet[];
  socket: WebSocket | undefined;
}

export interface Identity {
  readonly token: string;
  readonly applicationId: string;
  readonly guildIds: readonly string[];
}

export interface FakeGateway {
  /** Payloads of identify, one for each time. */
  readonly identified: readonly { readonly intents: number }[];
  /** How often a session was taken up again. */
  resumed(): number;
  connected(): boolean;
  /** Sends an event; kept for a resume when nobody is connected. */
  dispatch(name: string, data: unknown): void;
  /** Asks the client to connect again (op 7). */
  reconnect(): void;
  /** Says that the session is over; `resumable` false makes the client identify again. */
  invalidate(resumable: boolean): void;
  close(code: number): void;
  /** Cuts the connection without a word. */
  cut(): void;
  /** From now on heartbeats are not acknowledged. */
  ignoreHeartbeats(ignored: boolean): void;
  /** Identify is answered with this close code; undefined: accepted. */
  refuseIdentify(code: number | undefined): void;
  stop(): void;
}

const HEARTBEAT = 200;

function guildData(id: string): unknown {
  return {
    id,
    name: `Server ${id}`,
    owner_id: '1',
    unavailable: false,
    member_count: 2,
    roles: [],
    emojis: [],
    stickers: [],
    features: [],
    members: [],
    channels: [],
    threads: [],
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    joined_at: new Date(0).toISOString(),
    preferred_locale: 'en-US',
  };
}

export function createGateway(server: Server, url: () => string, identity: Identity): FakeGateway {
  const sockets = new WebSocketServer({ server, path: '/gateway' });
  const identified: { intents: number }[] = [];
  let session: Session | undefined;
  let count = 0;
  let resumes = 0;
  let deaf = false;
  let refusal: number | undefined;

  const write = (socket: WebSocket | undefined, packet: Packet): void => {
    if (socket?.readyState === 1) socket.send(JSON.stringify(packet));
  };

  function dispatch(name: string, data: unknown): void {
    if (session === undefined) return;
    const packet = { op: 0, t: name, d: data, s: session.sent.length + 1 };
    session.sent.push(packet);
    write(session.socket, packet);
  }

  function identify(socket: WebSocket, data: { readonly token: string; readonly intents: number }): void {
    identified.push({ intents: data.intents });
    if (refusal !== undefined || data.token !== identity.token) {
      socket.close(refusal ?? 4004);
      return;
    }
    count += 1;
    session = { id: `session-${count}`, sent: [], socket };
    dispatch('READY', {
      v: 10,
      user: { id: identity.applicationId, username: 'reachboard', discriminator: '0', avatar: null, bot: true },
      guilds: identity.guildIds.map((id) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: url(),
      shard: [0, 1],
      application: { id: identity.applicationId, flags: 0 },
    });
    for (const id of identity.guildIds) dispatch('GUILD_CREATE', guildData(id));
  }

  function resume(socket: WebSocket, data: { readonly session_id: string; readonly seq: number }): void {
    if (session?.id !== data.session_id) {
      write(socket, { op: 9, d: false });
      return;
    }
    resumes += 1;
    session.socket = socket;
    for (const packet of session.sent.slice(data.seq)) write(socket, packet);
    dispatch('RESUMED', {});
  }

  sockets.on('connection', (socket) => {
    write(socket, { op: 10, d: { heartbeat_interval: HEARTBEAT } });
    socket.on('message', (raw: Buffer) => {
      const { op, d } = JSON.parse(raw.toString()) as Packet;
      if (op === 1 && !deaf) write(socket, { op: 11 });
      if (op === 2) identify(socket, d as Parameters<typeof identify>[1]);
      if (op === 6) resume(socket, d as Parameters<typeof resume>[1]);
    });
    socket.on('close', () => {
      if (session?.socket === socket) session.socket = undefined;
    });
  });

  return {
    identified,
    resumed: () => resumes,
    connected: () => session?.socket !== undefined,
    dispatch,
    reconnect() {
      write(session?.socket, { op: 7, d: null });
    },
    invalidate(resumable) {
      const socket = session?.socket;
      if (!resumable) session = undefined;
      write(socket, { op: 9, d: resumable });
    },
    close(code) {
      session?.socket?.close(code);
    },
    cut() {
      session?.socket?.terminate();
    },
    ignoreHeartbeats(ignored) {
      deaf = ignored;
    },
    refuseIdentify(code) {
      refusal = code;
    },
    stop() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}
