import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { FitFrame } from '../../state/fitFrames.ts';
import { formatCount } from '../../view/format.ts';

const FRAME_MILLISECONDS = 500;

export interface ReplayControl {
  /** What is shown; undefined for the latest. */
  readonly frame: FitFrame | undefined;
  readonly position: number | undefined;
  readonly isPlaying: boolean;
  readonly onMove: (position: number | undefined) => void;
  readonly onPlay: (isPlaying: boolean) => void;
}

/** Walks through the frames; at the last one it is live again. */
export function useReplay(frames: readonly FitFrame[]): ReplayControl {
  const [step, setStep] = useState<number>();
  const [isPlaying, setPlaying] = useState(false);
  // Frames are thinned while the run goes on, so that their step is remembered and not their place.
  const found = step === undefined ? -1 : frames.findLastIndex((frame) => frame.step <= step);
  const position = step === undefined ? undefined : Math.max(0, found);
  const move = (to: number | undefined): void =>
    setStep(to === undefined || to >= frames.length - 1 ? undefined : frames[to].step);
  useEffect(() => {
    if (!isPlaying) return undefined;
    const timer = setTimeout(() => {
      if (position === undefined) setPlaying(false);
      else move(position + 1);
    }, FRAME_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [isPlaying, position, frames.length]);
  return {
    frame: position === undefined ? undefined : frames.at(position),
    position,
    isPlaying,
    onMove: move,
    onPlay(play) {
      setPlaying(play);
      if (play && position === undefined) move(0);
    },
  };
}

/** A slider over the steps kept and a button that walks through them. */
export function Replay({
  frames,
  position,
  isPlaying,
  onMove,
  onPlay,
}: ReplayControl & { readonly frames: readonly FitFrame[] }): JSX.Element | null {
  if (frames.length < 3) return null;
  const end = frames.length - 1;
  const shown = position ?? end;
  return (
    <div class="replay" role="group" aria-label="Replay of the fit">
      <button type="button" aria-pressed={isPlaying} onClick={() => onPlay(!isPlaying)}>
        {isPlaying ? 'Pause' : 'Replay'}
      </button>
      <input
        type="range"
        min={0}
        max={end}
        value={shown}
        aria-label="Step shown"
        aria-valuetext={position === undefined ? `the latest, step ${frames[end].step}` : `step ${frames[shown].step}`}
        onInput={({ currentTarget }) => {
          onPlay(false);
          onMove(Number(currentTarget.value));
        }}
      />
      <span>{position === undefined ? 'latest' : `step ${formatCount(frames[shown].step)}`}</span>
    </div>
  );
}
