/**
 * A contender in a process of its own, so that flags, threads and memory are its own. It speaks lines of JSON:
 *   {type: 'prepare', work}  ->  {detail, checksum?} or {leftOut: why}
 *   {type: 'run'}            ->  {seconds}
 * and ends with its standard input.
 */
import { LeftOut, type Contender } from './contender.ts';
import { type LineProcess, startLineProcess } from './lineProcess.ts';
import type { Session } from './session.ts';

export interface ProgramCall {
  readonly program: string;
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

interface PrepareAnswer {
  readonly detail: string;
  readonly checksum?: number;
  readonly leftOut?: string;
}

export function processContender(
  name: string,
  call: (session: Session) => Promise<ProgramCall>,
  work: object,
): Contender {
  return {
    name,
    async prepare(session) {
      const { program, words, environment } = await call(session);
      const child = startLineProcess(program, words, environment);
      const { detail, checksum } = await prepareOrEnd(child, work);
      return {
        detail,
        checksum,
        pid: child.pid,
        run: async () => (await child.ask<{ seconds: number }>({ type: 'run' })).seconds,
        close: () => child.close(),
      };
    },
  };
}

/** A contender that cannot start is left out, whatever the reason: the others are still worth measuring. */
async function prepareOrEnd(child: LineProcess, work: object): Promise<PrepareAnswer> {
  try {
    const answer = await child.ask<PrepareAnswer>({ type: 'prepare', work });
    if (answer.leftOut !== undefined) throw new LeftOut(answer.leftOut);
    return answer;
  } catch (error) {
    await child.close();
    throw error instanceof LeftOut ? error : new LeftOut(error instanceof Error ? error.message : String(error));
  }
}
