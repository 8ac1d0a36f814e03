/** How ioredis connects for bulk data: as always, but what arrives goes through a {@link file://./replyReader.ts}. */
import { AbstractConnector } from 'ioredis';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { createReplyReader } from './replyReader.ts';
import type { ConnectionOptions } from './settings.ts';

const DISCONNECT_MILLISECONDS = 2000;

export class DataConnector extends AbstractConnector {
  readonly #options: ConnectionOptions;

  /** @param options those of the connection */
  constructor(options: unknown) {
    super(DISCONNECT_MILLISECONDS);
    this.#options = options as ConnectionOptions;
  }

  /** The stream as soon as its connecting has begun, so that nothing that it says is missed. */
  async connect(): Promise<Socket> {
    this.connecting = true;
    await Promise.resolve();
    if (!this.connecting) throw new Error('Connection is closed.');
    const stream = openStream(this.#options);
    stream.once('error', (error) => (this.firstError = error));
    this.stream = stream;
    return stream;
  }
}

function openStream({ host, port, tls }: ConnectionOptions): Socket {
  const reader = createReplyReader((replies) => stream.emit('data', replies));
  const transport = {
    host,
    port,
    onread: {
      buffer: () => reader.space(),
      callback: (bytes: number): boolean => {
        reader.received(bytes);
        return true;
      },
    },
  };
  const stream: Socket = tls ? connectTls({ ...tls, ...transport }) : connect(transport);
  return stream;
}
