/** What goes wrong below the level of requests, in plain words. */
import type { Duplex } from 'node:stream';
import { AppError } from '../../core/errors.ts';

const BROKEN: Readonly<Record<string, readonly [string, string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The headers are larger than 16 KB.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request took too long to arrive.'],
};

/** Tells a connection that never became a request why it ends. */
export function refuseBroken(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, words] = BROKEN[error.code ?? ''] ?? ['400 Bad Request', 'That was not an HTTP request.'];
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${words}\n`);
}

/** Why the address cannot be used, as AppError `config` with the variable to change; unknown faults stay as they are. */
export function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const details = { cause: error };
  if (error.code === 'EADDRINUSE') {
    const hint = 'Stop the other program or choose another port.';
    return new AppError('config', `HTTP_PORT: port ${port} on ${host} is already taken.`, { ...details, hint });
  }
  if (error.code === 'EACCES') {
    const hint = 'Choose a port above 1023.';
    return new AppError('config', `HTTP_PORT: port ${port} may not be used by this user.`, { ...details, hint });
  }
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    const hint = 'Set it to 127.0.0.1 or to an address of this machine.';
    return new AppError('config', `HTTP_HOST: this machine has no address ${host}.`, { ...details, hint });
  }
  return error;
}
