import { useEffect, useRef, useState } from 'preact/hooks';
import type { Fit } from '../../state/fit.ts';
import { easeOut, fitBetween, isSameShape } from '../../view/tween.ts';
import { prefersStillness } from './theme.ts';

const MOVE_MILLISECONDS = 450;

/** The fit to paint now, on its way to `target`; at once for who prefers stillness. */
export function useMovingFit(target: Fit): Fit {
  const [shown, setShown] = useState(target);
  const painted = useRef(target);
  useEffect(() => {
    const from = painted.current;
    if (from === target) return undefined;
    const show = (fit: Fit): void => {
      painted.current = fit;
      setShown(fit);
    };
    if (prefersStillness() || document.hidden || !isSameShape(from, target)) {
      show(target);
      return undefined;
    }
    const began = performance.now();
    let request = requestAnimationFrame(function move(now) {
      const time = Math.min(1, Math.max(0, now - began) / MOVE_MILLISECONDS);
      show(fitBetween(from, target, easeOut(time)));
      if (time < 1) request = requestAnimationFrame(move);
    });
    return () => cancelAnimationFrame(request);
  }, [target]);
  return isSameShape(shown, target) ? shown : target;
}
