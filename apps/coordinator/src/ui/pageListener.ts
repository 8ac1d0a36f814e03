/** Feeds a live page from a run's events: cheap for the run, since what is dear is made only when the page asks for it. */
import type { LivePage, RunSummary } from '@enkit/dashboard';
import type { BullMqQueue } from '@enkit/queue';
import type { RunEvent, RunListener } from '../run/events.ts';
import type { Session } from '../run/session.ts';
import type { RunEnd } from '../run/startRun.ts';
import { logLines } from './logLines.ts';
import { toFit, toResultSummary, toStepFailures, toStepPoint } from './pageContent.ts';
import { Throughput, type KnownNode } from './throughput.ts';

export interface PageListener {
  readonly listen: RunListener;
  /** Tells the session whose queue knows the nodes. */
  watch(session: Session): void;
  /** What `finished` does not tell: an interruption, a failure. */
  ended(end: RunEnd | Error): void;
  /** Stops asking the queue. */
  close(): void;
}

export type PageSink = Pick<LivePage, 'publish' | 'offer'>;

const PROGRESS_A_SECOND = 10;
const FITS_A_SECOND = 4;
/** Nodes and late members change although nothing comes back. */
const TURN_MILLISECONDS = 1000;
const STEP_LINE_SECONDS = 1;

export function createPageListener(page: PageSink): PageListener {
  const seconds = (): number => performance.now() / 1000;
  const throughput = new Throughput(seconds());
  let session: Session | undefined;
  let stepToldAt = -Infinity;

  const offerProgress = (): void =>
    page.offer(
      'progress',
      () => ({ type: 'progress', progress: throughput.progress(seconds(), knownNodes(session)) }),
      {
        perSecond: PROGRESS_A_SECOND,
      },
    );
  const tellLog = (event: RunEvent): void => {
    const isDue = seconds() - stepToldAt >= STEP_LINE_SECONDS;
    if (event.type === 'step' && isDue) stepToldAt = seconds();
    for (const line of logLines(event, isDue)) page.publish({ type: 'log', line: { time: Date.now(), ...line } });
  };
  const turn = setInterval(offerProgress, TURN_MILLISECONDS).unref();

  return {
    listen(event) {
      tellLog(event);
      switch (event.type) {
        case 'started':
          return page.publish({ type: 'run', run: summaryOf(event, session) });
        case 'progress':
          throughput.observe(event.progress, seconds());
          return offerProgress();
        case 'step':
          throughput.stepDone(event.record.step, seconds());
          return page.publish({
            type: 'step',
            point: toStepPoint(event.record),
            failures: toStepFailures(event.record),
          });
        case 'fit':
          event.hold();
          return page.offer('fit', () => ({ type: 'fit', step: event.step, fits: event.fits().map(toFit) }), {
            perSecond: FITS_A_SECOND,
          });
        case 'finished':
          clearInterval(turn);
          return page.publish({ type: 'ended', ending: { kind: 'finished', result: toResultSummary(event.result) } });
        case 'checkpoint':
        case 'checkpoint-failed':
        case 'notice':
        case 'warning':
          return undefined;
      }
    },
    watch(opened) {
      session = opened;
    },
    ended(end) {
      if (end instanceof Error) page.publish({ type: 'ended', ending: { kind: 'failed', message: end.message } });
      else if (end.kind === 'interrupted')
        page.publish({ type: 'ended', ending: { kind: 'interrupted', step: end.step } });
    },
    close: () => clearInterval(turn),
  };
}

function summaryOf(event: Extract<RunEvent, { type: 'started' }>, session: Session | undefined): RunSummary {
  const { run, name, method, members, parameters, observations, threads, backend, directory, resumedAt } = event;
  const source = session?.experiment.source;
  return {
    run,
    name,
    method,
    members,
    parameters,
    observations,
    threads,
    backend,
    directory,
    ...(source !== undefined && { source }),
    ...(resumedAt !== undefined && { resumedAt }),
  };
}

/** The workers of a queue that has some; threads of this process are no nodes that come and go. */
function knownNodes(session: Session | undefined): KnownNode[] | undefined {
  if (!session || !isBullMq(session.queue)) return undefined;
  const workers = session.queue.workers();
  return workers.map(({ node, threads, draining }) => ({ node, threads, standing: draining ? 'draining' : 'present' }));
}

function isBullMq(queue: Session['queue']): queue is BullMqQueue {
  return queue.kind === 'bullmq';
}
