import { useEffect, useRef, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { INITIAL_STATE, type PageState } from '../state/pageState.ts';
import { connect, type Connection, type Link } from './connection.ts';
import { AgreementSection } from './sections/agreementSection.tsx';
import { Announcement } from './sections/announcement.tsx';
import { ErrorSection } from './sections/errorSection.tsx';
import { FailureSection } from './sections/failureSection.tsx';
import { FitSection } from './sections/fitSection.tsx';
import { Headline } from './sections/headline.tsx';
import { LogSection } from './sections/logSection.tsx';
import { Masthead } from './sections/masthead.tsx';
import { NodeSection } from './sections/nodeSection.tsx';
import { Notices } from './sections/notices.tsx';
import { StepSection } from './sections/stepSection.tsx';

export function App(): JSX.Element {
  const [state, setState] = useState<PageState>(INITIAL_STATE);
  const [link, setLink] = useState<Link>('connecting');
  const [output, setOutput] = useState(0);
  const connection = useRef<Connection>(undefined);
  useEffect(() => {
    connection.current = connect(setState, setLink);
    return () => connection.current?.close();
  }, []);
  useEffect(() => {
    document.title = titleOf(state);
  }, [state.run?.name, state.phase, state.last?.step]);
  const shown = Math.min(output, Math.max(0, state.fits.length - 1));
  return (
    <>
      <Masthead state={state} link={link} onReconnect={() => connection.current?.reconnect()} />
      <main>
        <Headline state={state} />
        <Notices state={state} />
        <div class="board">
          <div class="column">
            <FitSection state={state} output={shown} onOutput={setOutput} />
            <div class="pair">
              <StepSection state={state} />
              <NodeSection state={state} />
            </div>
            <FailureSection state={state} />
          </div>
          <div class="column">
            <ErrorSection state={state} />
            <AgreementSection state={state} output={shown} />
            <LogSection state={state} />
          </div>
        </div>
      </main>
      <Announcement state={state} link={link} />
    </>
  );
}

function titleOf({ run, last, phase, ending }: PageState): string {
  if (!run) return 'EnKit';
  if (ending) return `${ending.kind}: ${run.name} – EnKit`;
  const step = last ? `${last.step}${last.plannedSteps === undefined ? '' : `/${last.plannedSteps}`} ` : '';
  return `${step}${phase}: ${run.name} – EnKit`;
}
