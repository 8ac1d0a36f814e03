/** "Did you mean": the nearest known word, when it is near enough to be a slip. */
import { distance } from 'fastest-levenshtein';

/** Longer words are no slips of the keyboard, and their distances cost time. */
const LONGEST = 64;

/** Case and separators are how other tools write the same word: failed_members, FailedMembers, failed-members. */
function normalise(word: string): string {
  return word.toLowerCase().replaceAll(/[-_ ]/g, '');
}

/** Two edits of three letters leave nothing, unless two letters only changed places. */
function mostEdits(word: string, candidate: string): number {
  if (word.length <= 3 && sortLetters(word) !== sortLetters(candidate)) return 1;
  return Math.max(2, Math.floor(word.length / 3));
}

function sortLetters(word: string): string {
  return word.split('').toSorted().join('');
}

/** The candidate nearest to `word` by edit distance, undefined if too much of the word differs. */
export function nearestWord(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > LONGEST) return undefined;
  const normal = normalise(word);
  const ranked = candidates
    .map((candidate) => ({ candidate, edits: distance(normal, normalise(candidate)) }))
    .toSorted((a, b) => a.edits - b.edits);
  const [best] = ranked;
  if (!best) return undefined;
  const nearest = normalise(best.candidate);
  const somethingIsLeft = best.edits === 0 || best.edits < Math.max(normal.length, nearest.length);
  return somethingIsLeft && best.edits <= mostEdits(normal, nearest) ? best.candidate : undefined;
}

/** "a, b or c" */
export function alternatives(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
