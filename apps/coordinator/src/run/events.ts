/** What a run tells while it goes: to the terminal, the log, the metrics, the live page and a library's user. */
import type { EvaluationProgress, RunResult, StepRecord } from '@enkit/contracts';
import type { FitData } from '../report/fitData.ts';
import type { QueueNotice } from '@enkit/queue';

export type RunEvent =
  | {
      readonly type: 'started';
      readonly run: string;
      readonly name: string;
      readonly method: string;
      readonly members: number;
      readonly parameters: number;
      readonly observations: number;
      readonly threads: number;
      readonly backend: string;
      readonly directory: string;
      readonly resumedAt?: number;
      /** Steps in all, when the schedule knows. */
      readonly plannedSteps?: number;
    }
  | { readonly type: 'progress'; readonly progress: EvaluationProgress }
  | { readonly type: 'step'; readonly record: StepRecord }
  /**
   * On monitored steps and of the result, one fit per output; computed when asked for, so that a run that nobody watches
   * pays nothing. Who wants to ask after the event calls `hold` in it: else the memory of the predictions is used again.
   */
  | { readonly type: 'fit'; readonly step: number; readonly fits: () => readonly FitData[]; readonly hold: () => void }
  | { readonly type: 'checkpoint'; readonly step: number; readonly seconds: number; readonly bytes: number }
  /** The run ends by the error that follows. */
  | { readonly type: 'checkpoint-failed'; readonly step: number }
  /** What the queue has to say; routine when it belongs to every healthy run, such as a worker that joined. */
  | {
      readonly type: 'notice';
      readonly kind: QueueNotice['kind'];
      readonly routine: boolean;
      readonly message: string;
      /** Jobs that it is about; default 1. */
      readonly jobs?: number;
    }
  | { readonly type: 'warning'; readonly message: string }
  | { readonly type: 'finished'; readonly result: RunResult };

export type RunListener = (event: RunEvent) => void;
