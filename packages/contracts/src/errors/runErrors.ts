/** Errors of a run itself: the ensemble, the analysis, the run directory's state. */
import type { ErrorDefinition } from './kinds.ts';

export const RUN_ERRORS = {
  TOO_FEW_MEMBERS: {
    kind: 'run',
    when: 'so many members failed that fewer than ensemble.failedMembers.minimum are left; the checkpoint before is kept',
    advice: 'look at the failed members named above, mend the model or lower the minimum, then resume',
  },
  MEMBER_FAILED: {
    kind: 'run',
    when: 'a member failed and ensemble.failedMembers.policy is "fail"',
    advice: 'mend the model, or choose the policy drop or resample, then resume',
  },
  ANALYSIS_FAILED: {
    kind: 'run',
    when: 'the update met a number that is not finite or a matrix that is not positive definite',
    advice: 'raise the observation error (method.observationError.scale) or lower method.relaxation',
  },
} as const satisfies Record<string, ErrorDefinition>;
