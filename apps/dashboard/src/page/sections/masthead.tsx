import type { JSX } from 'preact';
import type { Phase, RunSummary } from '../../state/pageEvent.ts';
import { secondsPerStep, type PageState } from '../../state/pageState.ts';
import { formatCount, formatPlural } from '../../view/format.ts';
import type { Link } from '../connection.ts';

const PHASES: Readonly<Record<Phase, string>> = {
  starting: 'Starting',
  evaluating: 'Evaluating members',
  assimilating: 'Assimilating',
  scoring: 'Scoring the result',
  running: 'Running',
  finished: 'Finished',
  interrupted: 'Interrupted',
  failed: 'Failed',
};

const METHODS: Readonly<Record<string, string>> = { eki: 'EKI', enkf: 'EnKF', 'es-mda': 'ES-MDA' };

export interface MastheadProps {
  readonly state: PageState;
  readonly link: Link;
  readonly onReconnect: () => void;
}

/** What runs, in which phase, and whether the page still hears of it. */
export function Masthead({ state, link, onReconnect }: MastheadProps): JSX.Element {
  const { run, phase, ending } = state;
  const shown = isQuick(state) ? 'running' : phase;
  return (
    <header>
      <div>
        <p class="kicker">EnKit live page</p>
        <h1>{run?.name ?? 'Waiting for the run'}</h1>
        {run && <p class="lead">{leadOf(run)}</p>}
        {run?.source !== undefined && <p class="source">{run.source}</p>}
      </div>
      <div class="standing">
        <p class={`phase phase-${phase}`}>
          <span class="lamp" aria-hidden="true" />
          {PHASES[shown]}
        </p>
        <LinkLine link={link} isEnded={ending !== undefined} directory={run?.directory} onReconnect={onReconnect} />
      </div>
    </header>
  );
}

/** Phases that change several times a second are not worth reading. */
function isQuick(state: PageState): boolean {
  return (state.phase === 'evaluating' || state.phase === 'assimilating') && (secondsPerStep(state) ?? Infinity) < 1;
}

function leadOf({ method, members, parameters, observations, threads, backend, resumedAt }: RunSummary): string {
  const counts = [
    formatPlural(members, 'member'),
    ...(parameters === undefined ? [] : [formatPlural(parameters, 'parameter')]),
    ...(observations === undefined ? [] : [formatPlural(observations, 'observation')]),
  ];
  const place = threads === undefined ? backend : `${formatPlural(threads, 'thread')}, ${backend}`;
  const resumed = resumedAt === undefined ? '' : `; resumed after step ${formatCount(resumedAt)}`;
  return `${METHODS[method] ?? method} with ${counts.join(', ')}; ${place}${resumed}`;
}

interface LinkLineProps {
  readonly link: Link;
  readonly isEnded: boolean;
  readonly directory: string | undefined;
  readonly onReconnect: () => void;
}

function LinkLine({ link, isEnded, directory, onReconnect }: LinkLineProps): JSX.Element {
  switch (link) {
    case 'connecting':
      return <p class="link">connecting …</p>;
    case 'open':
      return <p class="link">{isEnded ? 'the last word of the run' : 'live'}</p>;
    case 'lost':
      return <p class="link link-lost">connection lost, trying again; what is shown may be old</p>;
    case 'over':
      return (
        <p class="link">
          the coordinator has left; this was its last word.{' '}
          {directory !== undefined && directory !== '' && (
            <>
              Later: <code>enkit ui {directory}</code>
            </>
          )}
          <button type="button" onClick={onReconnect}>
            Connect again
          </button>
        </p>
      );
  }
}
