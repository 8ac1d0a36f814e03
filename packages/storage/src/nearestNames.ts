/** "Did you mean": names within a few edits of a mistyped one. */

const SHORTEST_BEGINNING = 3;

/** Number of insertions, deletions and substitutions between two texts (Levenshtein 1966). */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(previous[j] + 1, current[j - 1] + 1, substitution));
    }
    previous = current;
  }
  return previous[b.length];
}

/** The beginning of a name, such as a run's id without its time, is one edit away from it. */
function distanceFrom(name: string, candidate: string): number {
  const [a, b] = [name.toLowerCase(), candidate.toLowerCase()];
  return a.length >= SHORTEST_BEGINNING && b.startsWith(a) ? Math.min(1, b.length - a.length) : editDistance(a, b);
}

/** At most three candidates that `name` may have been meant as, the nearest first; case does not count. */
export function nearestNames(name: string, candidates: readonly string[]): readonly string[] {
  const limit = Math.max(2, Math.floor(name.length / 3));
  return candidates
    .map((candidate) => ({ candidate, distance: distanceFrom(name, candidate) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** `did you mean "a" or "b"?`, or undefined when nothing is near. */
export function didYouMean(name: string, candidates: readonly string[]): string | undefined {
  const nearest = nearestNames(name, candidates);
  return nearest.length > 0 ? `did you mean ${nearest.map((item) => `"${item}"`).join(' or ')}?` : undefined;
}
