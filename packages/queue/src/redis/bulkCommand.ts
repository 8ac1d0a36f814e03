/** A command with large arguments, which are written from where they lie: ioredis would join all arguments to one more copy. */
import { Command, type Redis } from 'ioredis';
import type { Socket } from 'node:net';

/** Text, or the pieces of a value. */
export type BulkArgument = string | number | readonly Uint8Array[];

class BulkCommand extends Command {
  readonly #values: readonly BulkArgument[];

  constructor(name: string, values: readonly BulkArgument[]) {
    super(name, [], { replyEncoding: 'utf8' });
    this.#values = values;
  }

  /** Writes all but the end, which the caller writes. */
  override toWritable(socket: object): string {
    const stream = socket as Socket;
    stream.cork();
    process.nextTick(() => stream.uncork());
    let text = `*${this.#values.length + 1}\r\n${bulk(this.name)}`;
    for (const value of this.#values) {
      if (typeof value !== 'object') {
        text += bulk(String(value));
        continue;
      }
      stream.write(`${text}$${value.reduce((sum, { length }) => sum + length, 0)}\r\n`);
      for (const piece of value) stream.write(piece);
      text = '\r\n';
    }
    return text;
  }
}

const bulk = (text: string): string => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;

/** Sends a command; strings in its reply are decoded as UTF-8. Its values must stay as they are until the reply is there. */
export function sendBulk(redis: Redis, name: string, values: readonly BulkArgument[]): Promise<unknown> {
  return redis.sendCommand(new BulkCommand(name, values)) as Promise<unknown>;
}
