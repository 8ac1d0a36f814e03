import type { JSX } from 'preact';
import type { Fit } from '../../state/fit.ts';
import { fitAt } from '../../state/fitFrames.ts';
import type { PageState } from '../../state/pageState.ts';
import { formatCount } from '../../view/format.ts';
import { useMovingFit } from '../charts/useMovingFit.ts';
import { AgreementPicture } from './agreementSection.tsx';
import { CurvePicture } from './curvePicture.tsx';
import { Replay, useReplay } from './replay.tsx';
import { Section } from './section.tsx';
import { SeriesPicture } from './seriesPicture.tsx';
import { SurfacePicture } from './surfacePicture.tsx';

export interface FitSectionProps {
  readonly state: PageState;
  readonly output: number;
  readonly onOutput: (output: number) => void;
}

/** The fit itself, moving from step to step, and afterwards as a replay. */
export function FitSection({ state, output, onOutput }: FitSectionProps): JSX.Element {
  const replay = useReplay(state.frames);
  const latest = state.fits.at(output);
  const frame = replay.frame;
  const motion = frame?.motions.at(output);
  const fit = latest && motion ? fitAt(latest, motion) : latest;
  const step = frame?.step ?? state.fitStep;
  return (
    <Section
      id="fit"
      title={fit ? titleOf(fit) : 'Fit'}
      aside={step !== undefined && <span class="aside">after step {formatCount(step)}</span>}
    >
      {state.fits.length > 1 && <OutputChoice fits={state.fits} output={output} onOutput={onOutput} />}
      {fit ? (
        <MovingPicture fit={fit} />
      ) : (
        <p class="empty">The first fit is drawn when the ensemble is scored on the test points.</p>
      )}
      <Replay {...replay} frames={state.frames} />
    </Section>
  );
}

function titleOf(fit: Fit): string {
  switch (fit.kind) {
    case 'curve':
    case 'series':
      return `${fit.output.name} over ${fit.input.name}`;
    case 'surface':
      return `${fit.output.name} over ${fit.inputs[0].name} and ${fit.inputs[1].name}`;
    case 'points':
      return `${fit.output.name}, predicted against observed`;
  }
}

interface OutputChoiceProps {
  readonly fits: readonly Fit[];
  readonly output: number;
  readonly onOutput: (output: number) => void;
}

function OutputChoice({ fits, output, onOutput }: OutputChoiceProps): JSX.Element {
  return (
    <p class="choice">
      <label>
        Output{' '}
        <select value={output} onChange={({ currentTarget }) => onOutput(Number(currentTarget.value))}>
          {fits.map((fit, k) => (
            <option key={fit.output.name} value={k}>
              {fit.output.name}
            </option>
          ))}
        </select>
      </label>
    </p>
  );
}

function MovingPicture({ fit: target }: { readonly fit: Fit }): JSX.Element {
  const fit = useMovingFit(target);
  switch (fit.kind) {
    case 'curve':
      return <CurvePicture fit={fit} />;
    case 'surface':
      return <SurfacePicture fit={fit} />;
    case 'series':
      return <SeriesPicture fit={fit} />;
    case 'points':
      return <AgreementPicture fit={fit} />;
  }
}
