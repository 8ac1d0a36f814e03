/** The ensemble transform (ETKF), or its form in the eigenbasis where the step is ill-conditioned. */
import type { Matrix } from '@enkit/numerics';
import type { AnalysisOperator } from './analysisInput.ts';
import { blockCount, stripWidth } from './blocks.ts';
import type { AnalysisPlan, ScaledAnalysis } from './scaledAnalysis.ts';
import { CONDITION_LIMIT, gramWork, planFactors, planResolved } from './planSystem.ts';
import type { EigenWork, RootWork } from './spectralWork.ts';

export function* planTransform(scaled: ScaledAnalysis): AnalysisPlan<AnalysisOperator> {
  const { factors, condition, memory } = scaled;
  if (condition > CONDITION_LIMIT) return { condition, factors: yield* planResolved(scaled) };
  const system = memory(factors.rows, factors.rows);
  yield [gramWork(factors, 0, system)];
  const eigen = eigenWork(scaled, system);
  yield [eigen];
  const root = rootWork(scaled, eigen);
  yield [root];
  return { condition, factors: yield* planFactors(scaled, root.left, root.right) };
}

function eigenWork({ factors, inDataSpace, innovation, alpha, memory }: ScaledAnalysis, system: Matrix): EigenWork {
  const vector = (): Float64Array => memory(1, system.rows).data;
  const [scales, shift] = [vector(), vector()];
  return { kind: 'eigen', system, factors, inDataSpace, innovation, alpha, scales, shift, blocks: 1 };
}

function rootWork(
  { factors, inDataSpace, size, memory }: ScaledAnalysis,
  { system, scales, shift }: EigenWork,
): RootWork {
  const width = stripWidth(size.members);
  return {
    kind: 'root',
    vectors: system,
    factors,
    inDataSpace,
    scales,
    shift,
    left: memory(size.members, system.rows),
    right: memory(system.rows, size.members),
    width,
    blocks: blockCount(size.members, width),
  };
}
