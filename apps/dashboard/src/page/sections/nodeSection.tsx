import type { JSX } from 'preact';
import type { NodeProgress, NodeStanding } from '../../state/pageEvent.ts';
import type { PageState } from '../../state/pageState.ts';
import { formatCount, MISSING, formatPlural, formatRate, formatSeconds } from '../../view/format.ts';
import { Section } from './section.tsx';

/** Who evaluates, and how fast. */
export function NodeSection({ state: { progress, following, ending } }: { readonly state: PageState }): JSX.Element {
  const nodes = progress?.nodes ?? [];
  return (
    <Section id="nodes" title="Nodes" aside={nodes.length > 0 && <span class="aside">members a second</span>}>
      {nodes.length > 0 ? (
        <NodeTable nodes={nodes} isEnded={ending !== undefined} />
      ) : (
        <p class="empty">
          {following ? 'A run directory does not tell who evaluated.' : 'No batch of members has come back yet.'}
        </p>
      )}
    </Section>
  );
}

const STANDINGS: Readonly<Record<NodeStanding, string>> = {
  present: '',
  silent: 'silent',
  draining: 'draining',
  gone: 'gone',
};

function paceOf({ standing, silentSeconds, membersPerSecond }: NodeProgress, isEnded: boolean): string {
  if (isEnded) return MISSING;
  if (standing === 'silent') return `silent ${formatSeconds(silentSeconds)}`;
  return STANDINGS[standing] || formatRate(membersPerSecond);
}

function NodeTable({
  nodes,
  isEnded,
}: {
  readonly nodes: readonly NodeProgress[];
  readonly isEnded: boolean;
}): JSX.Element {
  const fastest = Math.max(1e-9, ...nodes.map(({ membersPerSecond }) => membersPerSecond));
  return (
    <div class="scroll" role="group" aria-label="Nodes" tabIndex={0}>
      <table class="nodes">
        <caption class="unseen">Members evaluated by node</caption>
        <thead>
          <tr>
            <th scope="col">node</th>
            <th scope="col" class="number">
              members
            </th>
            <th scope="col" class="number">
              a second
            </th>
            <th scope="col" class="bar-head">
              <span class="unseen">share of the fastest</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {nodes.map((node) => (
            <tr key={node.node} class={`node-${node.standing}`}>
              <th scope="row">
                {node.node}
                {node.threads !== undefined && <span class="quiet"> {formatPlural(node.threads, 'thread')}</span>}
              </th>
              <td class="number">{formatCount(node.members)}</td>
              <td class="number">{paceOf(node, isEnded)}</td>
              <td class="bar">
                <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                  <rect width={(100 * node.membersPerSecond) / fastest} height="8" rx="1" />
                </svg>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
