export { type LivePage, startLivePage } from './server/livePage.ts';
export { type Fit, type PredictedPoints, type SeriesPart, type Values } from './state/fit.ts';
export {
  type LogLevel,
  type NodeProgress,
  type NodeStanding,
  type PageEvent,
  type Progress,
  type ResultSummary,
  type RunEnding,
  type RunSummary,
  type StepFailures,
  type StepPoint,
} from './state/pageEvent.ts';
