/** "Did you mean": what a mistyped name, or the beginning of one, may have stood for. */
import { alternatives, nearestWord } from '@enkit/contracts';

const SHORTEST_BEGINNING = 3;
const MOST_NAMES = 3;

/** `did you mean "a" or "b"?`, or undefined when nothing is near. A run's id without its time is the beginning of a name. */
export function didYouMean(name: string, candidates: readonly string[]): string | undefined {
  const begun = candidates.filter((candidate) => candidate.toLowerCase().startsWith(name.toLowerCase()));
  const nearest = nearestWord(name, candidates);
  const meant =
    begun.length > 0 && name.length >= SHORTEST_BEGINNING ? begun.slice(0, MOST_NAMES) : nearest && [nearest];
  return meant && `did you mean ${alternatives(meant.map((item) => `"${item}"`))}?`;
}
