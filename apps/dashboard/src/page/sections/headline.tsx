import type { JSX } from 'preact';
import { remainingSeconds, type PageState } from '../../state/pageState.ts';
import { rootMeanSquares, type StepSeries } from '../../state/stepHistory.ts';
import { formatCount, formatNumber, formatRate, formatSeconds, MISSING } from '../../view/format.ts';

/** The few numbers that a glance is for. */
export function Headline({ state }: { readonly state: PageState }): JSX.Element {
  return (
    <dl class="headline" aria-label="The run at a glance">
      <StepFigure state={state} />
      <MemberFigure state={state} />
      <TimeFigure state={state} />
      <ErrorFigure state={state} />
      <SpreadFigure state={state} />
      <RateFigure state={state} />
    </dl>
  );
}

interface FigureProps {
  readonly term: string;
  readonly value: string;
  readonly note: string;
  /** Share done, drawn as a bar. */
  readonly share?: number | undefined;
  readonly label?: string;
}

function Figure({ term, value, note, share, label }: FigureProps): JSX.Element {
  return (
    <div>
      <dt>{term}</dt>
      <dd>
        <span class="value">{value}</span>
        {share !== undefined && <progress max={1} value={share} aria-label={label ?? term} />}
        <span class="note">{note}</span>
      </dd>
    </div>
  );
}

function StepFigure({ state: { last, ending } }: { readonly state: PageState }): JSX.Element {
  const planned = last?.plannedSteps;
  const of = planned === undefined ? '' : ` of ${formatCount(planned)}`;
  const note =
    ending?.kind === 'finished'
      ? `ended by: ${ending.result.stoppedBy}`
      : planned === undefined
        ? 'as many as it takes'
        : `α ${formatNumber(last?.alpha)}`;
  return (
    <Figure
      term="Step"
      value={last ? `${formatCount(last.step)}${of}` : MISSING}
      note={last ? note : 'not one yet'}
      share={planned === undefined || !last || ending?.kind === 'finished' ? undefined : last.step / planned}
      label="Steps done"
    />
  );
}

function MemberFigure({
  state: { progress, last, run, failures, following, ending },
}: {
  readonly state: PageState;
}): JSX.Element {
  const failed = failures.total + (progress?.failed ?? 0);
  const late = progress?.late ?? 0;
  const note = `${formatCount(failed)} failed${following ? '' : `, ${formatCount(late)} late`}`;
  const size = last?.members ?? run?.members;
  if (following || ending || !progress) return <Figure term="Members" value={formatCount(size)} note={note} />;
  const total = progress.total || (size ?? 0);
  return (
    <Figure
      term="Members of the step"
      value={`${formatCount(progress.done)} of ${formatCount(total)}`}
      note={note}
      share={total > 0 ? progress.done / total : 0}
      label="Members evaluated in this step"
    />
  );
}

function TimeFigure({ state }: { readonly state: PageState }): JSX.Element {
  const { ending, last } = state;
  if (ending?.kind === 'finished')
    return (
      <Figure
        term="Took"
        value={formatSeconds(ending.result.seconds)}
        note={`${formatCount(ending.result.passes)} passes a sample`}
      />
    );
  const elapsed = last ? `${formatSeconds(last.elapsedSeconds)} so far` : 'starting';
  if (ending) return <Figure term="Took" value={formatSeconds(last?.elapsedSeconds)} note={ending.kind} />;
  return <Figure term="Time to go" value={formatSeconds(remainingSeconds(state))} note={elapsed} />;
}

/** The value of the final scores, or the latest of the test points, or of the forecast. */
function ErrorFigure({ state }: { readonly state: PageState }): JSX.Element {
  const { ending, last, history } = state;
  if (ending?.kind === 'finished') {
    const { rmse } = ending.result;
    return (
      <Figure
        term="RMSE, test"
        value={formatNumber(rmse.test ?? rmse.train)}
        note={`training ${formatNumber(rmse.train)}`}
      />
    );
  }
  const test = latestOf(state, 'rmseTest');
  const forecast = `forecast ${formatNumber(last?.rmseForecast)}`;
  if (test === undefined)
    return <Figure term="RMSE, forecast" value={formatNumber(last?.rmseForecast)} note="of the step’s observations" />;
  const first = rootMeanSquares(history, 'rmseTest').find((value) => value !== null);
  return <Figure term="RMSE, test" value={formatNumber(test)} note={`${formatNumber(first)} at first, ${forecast}`} />;
}

function SpreadFigure({ state }: { readonly state: PageState }): JSX.Element {
  const { ending, last } = state;
  if (ending?.kind === 'finished') {
    const { coverage90, spreadTest } = ending.result;
    return (
      <Figure
        term="Spread, test"
        value={formatNumber(spreadTest)}
        note={`90 % interval covers ${percent(coverage90)}`}
      />
    );
  }
  const spread = last?.spread;
  // The error of a few observations alone says little of the spread.
  const ratio = typeof spread === 'number' && last?.rmseTrain ? spread / last.rmseTrain : undefined;
  return (
    <Figure
      term="Spread"
      value={formatNumber(spread)}
      note={ratio === undefined ? 'of the forecast' : `${formatNumber(ratio, 2)} × the error`}
    />
  );
}

function percent(share: number | null): string {
  return share === null ? MISSING : `${(100 * share).toFixed(1)} %`;
}

function RateFigure({ state: { progress, last, ending } }: { readonly state: PageState }): JSX.Element {
  const nodes = progress?.nodes.length ?? 0;
  if (progress && !ending)
    return (
      <Figure
        term="Members a second"
        value={formatRate(progress.membersPerSecond)}
        note={`on ${nodes} ${nodes === 1 ? 'node' : 'nodes'}`}
      />
    );
  const members = progress?.nodes.reduce((sum, node) => sum + node.members, 0);
  if (ending?.kind === 'finished' && members !== undefined)
    return (
      <Figure
        term="Members evaluated"
        value={formatCount(members)}
        note={`on ${nodes} ${nodes === 1 ? 'node' : 'nodes'}`}
      />
    );
  const rate = last && last.seconds.evaluate > 0 ? last.members / last.seconds.evaluate : undefined;
  return <Figure term="Members a second" value={formatRate(rate)} note="in the last step" />;
}

function latestOf({ history }: PageState, name: StepSeries): number | undefined {
  return rootMeanSquares(history, name).findLast((value) => value !== null) ?? undefined;
}
