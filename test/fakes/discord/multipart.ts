/** multipart/form-data as RFC 7578 has it, enough for what Discord's clients send. */
export interface Part {
  readonly name: string;
  readonly filename: string | undefined;
  readonly data: Buffer;
}

const HEAD_END = '\r\n\r\n';

/** The parts of a body; `type` is the Content-Type header with the boundary. */
export function readParts(body: Buffer, type: string): readonly Part[] {
  const boundary = /boundary="?([^";]+)"?/u.exec(type)?.[1] ?? '';
  const sections = body.toString('latin1').split(`--${boundary}`).slice(1, -1);
  return sections.map((section) => {
    const split = section.indexOf(HEAD_END);
    const head = Buffer.from(section.slice(0, split), 'latin1').toString();
    return {
      name: /[; ]name="([^"]*)"/u.exec(head)?.[1] ?? '',
      filename: /filename="([^"]*)"/u.exec(head)?.[1],
      data: Buffer.from(section.slice(split + HEAD_END.length, -2), 'latin1'),
    };
  });
}
