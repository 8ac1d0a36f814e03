export { constantAlphas, geometricAlphas, inverseAlphaSum } from './alphas.ts';
export { planAnalysis } from './analysis/planAnalysis.ts';
export { planInflation } from './analysis/planInflation.ts';
export { planBestMember } from './analysis/planBestMember.ts';
export { type AnalysisPlan } from './analysis/scaledAnalysis.ts';
export { planMoments, planScores } from './analysis/scoreWork.ts';
export { computeAll, computeBlocks, planOf, totalBlocks, type AnalysisWork } from './analysis/work.ts';
export {
  applyAnalysis,
  planEnsembleUpdate,
  prepareAnalysis,
  type AnalysisInput,
  type AnalysisOperator,
  type EnsembleUpdate,
  type UpdateKind,
  type UpdateSummary,
} from './analysis.ts';
export { type WorkingMemory } from './analysis/workingMemory.ts';
export { anomalies, ensembleMean } from './anomalies.ts';
export {
  coefficientOfDetermination,
  centralInterval,
  predictionSpread,
  rootMeanSquareError,
  sortedColumn,
} from './diagnostics.ts';
export { inflates, type InflationContext, type InflationSettings } from './inflation.ts';
export { createMethod, type AssimilationSettings } from './methods/createMethod.ts';
export { ALPHA_SUM_TOLERANCE, esMdaAlphas } from './methods/esMda.ts';
export {
  type AssimilationMethod,
  type BestEnsemble,
  type Decision,
  type EnsembleState,
  type Plan,
  type StepEvidence,
  type StepPlan,
  type StopReason,
} from './methods/method.ts';
export { dataMisfits, misfitControlledInverseAlpha } from './misfit.ts';
export {
  diagonalError,
  errorDeviation,
  fullError,
  scalarError,
  scaleByError,
  selectObservations,
  type ObservationError,
  type Observations,
} from './observations.ts';
export { drawPerturbations } from './perturbations.ts';
export { planPrior, priorCentre, priorDeviation, samplePrior, type GaussianPrior } from './prior.ts';
export { expandPoints, planEvidence, type WeighedStep } from './evidence.ts';
export { keepMembers, resampleMembers } from './failedMembers.ts';
