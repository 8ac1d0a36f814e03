import type { JSX } from 'preact';
import type { PageState } from '../../state/pageState.ts';
import { formatCount } from '../../view/format.ts';
import { Section, Table } from './section.tsx';

/** Members that failed, with their reason, the latest first. */
export function FailureSection({ state: { failures } }: { readonly state: PageState }): JSX.Element {
  const { total, rows } = failures;
  const shown = rows.toReversed();
  return (
    <Section
      id="failures"
      title="Failed members"
      aside={total > 0 && <span class="aside">{formatCount(total)} in all</span>}
    >
      {total === 0 ? (
        <p class="empty">None.</p>
      ) : (
        <Table
          caption={
            total > shown.length
              ? `The latest ${shown.length} of ${formatCount(total)}`
              : 'Failed members, the latest first'
          }
          hiddenCaption={total === shown.length}
          head={['step', 'member', 'code', 'reason', 'node']}
          words={[3]}
          names={[2, 4]}
          rows={shown.map(({ step, member, code, message, node }) => [
            formatCount(step),
            String(member),
            code,
            message,
            node,
          ])}
        />
      )}
    </Section>
  );
}
