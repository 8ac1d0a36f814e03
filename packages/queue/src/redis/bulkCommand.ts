/** A command with a large argument, which is written from where it lies: ioredis would join all arguments to one more copy. */
import { Command, type Redis } from 'ioredis';
import type { Socket } from 'node:net';

type Argument = string | number | Buffer;

class BulkCommand extends Command {
  /** Writes all but the end, which the caller writes. */
  override toWritable(socket: object): string {
    const stream = socket as Socket;
    stream.cork();
    process.nextTick(() => stream.uncork());
    let text = `*${this.args.length + 1}\r\n${bulk(this.name)}`;
    for (const argument of this.args as readonly Argument[]) {
      if (!(argument instanceof Buffer)) {
        text += bulk(String(argument));
        continue;
      }
      stream.write(`${text}$${argument.length}\r\n`);
      stream.write(argument);
      text = '\r\n';
    }
    return text;
  }
}

const bulk = (text: string): string => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;

/** Sends a command; strings in its reply are decoded as UTF-8. Its buffers must stay as they are until the reply is there. */
export function sendBulk(redis: Redis, name: string, values: readonly Argument[]): Promise<unknown> {
  return redis.sendCommand(new BulkCommand(name, [...values], { replyEncoding: 'utf8' })) as Promise<unknown>;
}
