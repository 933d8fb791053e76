/** Who may see the page: only somebody at this machine, without anything in between. */
import type { IncomingMessage } from 'node:http';

const LOOPBACK_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/iu;
const LOOPBACK_PEER = /^(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$|^::1$/u;

/** Headers that proxies, tunnels and content networks add; one of them means that somebody else is behind the request. */
const FORWARDING = new Set([
  'forwarded',
  'forwarded-for',
  'x-arr-ssl',
  'x-arr-log-id',
  'via',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-original-host',
  'x-original-url',
  'x-host',
  'x-envoy-external-address',
  'x-azure-clientip',
  'true-client-ip',
  'cf-connecting-ip',
  'cf-ray',
  'cdn-loop',
  'fly-client-ip',
  'fastly-client-ip',
  'tailscale-user-login',
]);
const FORWARDING_PREFIXES = ['x-forwarded', 'x-original-forwarded', 'x-vercel-', 'x-appengine-', 'ngrok-'] as const;

function isForwarding(name: string): boolean {
  return FORWARDING.has(name) || FORWARDING_PREFIXES.some((prefix) => name.startsWith(prefix));
}

/** True for an address of this machine itself, in IPv4, IPv6 or IPv4 written as IPv6. */
export function isLoopbackAddress(address: string | undefined): boolean {
  return address !== undefined && LOOPBACK_PEER.test(address);
}

/**
 * True when the peer is this machine, the one Host header names it too, and no forwarding header is present.
 * The Host rule also defeats DNS rebinding: a foreign name that resolves to 127.0.0.1 is still a foreign name.
 */
export function isLoopbackRequest(incoming: IncomingMessage): boolean {
  const hosts = incoming.headersDistinct['host'] ?? [];
  const host = hosts[0];
  if (host === undefined || hosts.length > 1 || !LOOPBACK_HOST.test(host)) return false;
  return isLoopbackAddress(incoming.socket.remoteAddress) && !Object.keys(incoming.headers).some(isForwarding);
}
