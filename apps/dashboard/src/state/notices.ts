/** What deserves a look, most urgent first. */
import type { PageState } from './pageState.ts';
import { rootMeanSquares } from './stepHistory.ts';

export interface Notice {
  readonly level: 'warning' | 'caution';
  readonly text: string;
}

/** The test error may be so much above its best before it is called rising. */
const RISE = 1.3;
const RISE_BINS = 4;

export function noticesOf(state: PageState): Notice[] {
  const rules = [endNotice, failureNotice, silenceNotice, departureNotice, lateNotice, collapseNotice, riseNotice];
  return rules.flatMap((rule) => rule(state) ?? []);
}

function endNotice({ ending }: PageState): Notice | undefined {
  if (ending?.kind === 'failed') return { level: 'warning', text: `The run failed: ${ending.message}` };
  if (ending?.kind !== 'interrupted') return undefined;
  return {
    level: 'caution',
    text: `The run was interrupted after step ${ending.step}; enkit resume goes on from there.`,
  };
}

function failureNotice({ failures, progress }: PageState): Notice | undefined {
  const now = progress?.failed ?? 0;
  if (failures.total + now === 0) return undefined;
  const codes = Object.entries(failures.byCode).map(([code, count]) => `${count} × ${code}`);
  const total = failures.total + now;
  const text = `${total} member ${total === 1 ? 'evaluation' : 'evaluations'} failed${codes.length > 0 ? `: ${codes.join(', ')}` : ' in this step'}.`;
  return { level: 'caution', text };
}

function silenceNotice({ progress }: PageState): Notice | undefined {
  const silent = progress?.nodes.filter(({ standing }) => standing === 'silent') ?? [];
  if (silent.length === 0) return undefined;
  const [{ node, silentSeconds }] = silent;
  const others = silent.length > 1 ? ` and ${silent.length - 1} more` : '';
  return { level: 'warning', text: `Nothing came from ${node}${others} for ${Math.round(silentSeconds)} s.` };
}

function departureNotice({ progress }: PageState): Notice | undefined {
  const nodes = progress?.nodes ?? [];
  const gone = nodes.filter(({ standing }) => standing === 'gone').map(({ node }) => node);
  if (gone.length === 0) return undefined;
  const left = nodes.length - gone.length;
  const text = `${namesOf(gone)} left; ${left === 0 ? 'no node is' : left === 1 ? '1 node is' : `${left} nodes are`} there.`;
  return { level: left === 0 ? 'warning' : 'caution', text };
}

function namesOf(nodes: readonly string[]): string {
  return nodes.length > 2
    ? `${nodes[0]} and ${nodes.length - 1} other nodes have`
    : `${nodes.join(' and ')} ${nodes.length === 1 ? 'has' : 'have'}`;
}

function lateNotice({ progress }: PageState): Notice | undefined {
  const late = progress?.late ?? 0;
  if (late === 0) return undefined;
  return { level: 'caution', text: `${late} ${late === 1 ? 'member takes' : 'members take'} much longer than usual.` };
}

function collapseNotice({ collapsedSince }: PageState): Notice | undefined {
  if (collapsedSince === undefined) return undefined;
  return {
    level: 'caution',
    text: `The ensemble has collapsed since step ${collapsedSince}: its spread is below a hundredth of its error, so its intervals mean nothing.`,
  };
}

/** The latest test errors are all well above the best one. Online they go up and down with the single observations. */
function riseNotice({ history, last }: PageState): Notice | undefined {
  if (last?.rmseTrain === undefined) return undefined;
  const values = rootMeanSquares(history, 'rmseTest').filter((value) => value !== null);
  const best = Math.min(...values);
  const latest = values.slice(-RISE_BINS);
  if (latest.length < RISE_BINS || latest.some((value) => value < RISE * best)) return undefined;
  const percent = Math.round(100 * ((latest.at(-1) ?? best) / best - 1));
  return { level: 'caution', text: `The test RMSE is ${percent} % above the best so far.` };
}
