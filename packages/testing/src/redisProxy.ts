/** A TCP proxy in front of Redis that delays, freezes and cuts: the network between two nodes. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface RedisProxy {
  readonly url: string;
  /** Every piece of data arrives so much later. */
  delay(milliseconds: number): void;
  /** Nothing gets through, connections stay open: a partition. */
  freeze(): void;
  thaw(): void;
  /** Closes all connections; new ones are accepted. */
  cut(): void;
  stop(): Promise<void>;
}

interface Conditions {
  milliseconds: number;
  frozen: Promise<void> | undefined;
}

/** Passes data on in order, each piece when the conditions let it. */
function pass(from: Socket, to: Socket, conditions: Conditions): void {
  let last = Promise.resolve();
  from.on('data', (data) => {
    const { milliseconds } = conditions;
    const due = milliseconds > 0 ? new Promise((resolve) => setTimeout(resolve, milliseconds)) : undefined;
    last = last.then(async () => {
      await due;
      await conditions.frozen;
      if (to.writable) to.write(data);
    });
  });
  from.on('close', () => to.destroy());
  from.on('error', () => to.destroy());
}

/** A proxy on a free port of the loopback to the server at `target` (redis://host:port, no TLS). */
export async function startRedisProxy(target: string): Promise<RedisProxy> {
  const { hostname, port } = new URL(target);
  const conditions: Conditions = { milliseconds: 0, frozen: undefined };
  const sockets = new Set<Socket>();
  let thaw = (): void => undefined;
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    }
    pass(client, upstream, conditions);
    pass(upstream, client, conditions);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `redis://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    delay: (milliseconds) => {
      conditions.milliseconds = milliseconds;
    },
    freeze: () => {
      conditions.frozen ??= new Promise((resolve) => (thaw = resolve));
    },
    thaw: () => {
      conditions.frozen = undefined;
      thaw();
    },
    cut,
    stop: async () => {
      thaw();
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
