export { numericFingerprint } from './fingerprint.ts';
export { createInlineEvaluator } from './inlineEvaluator.ts';
export { allowedModel } from './model/allowedModel.ts';
export { type ForwardContext, type ForwardFunction } from './model/forwardFunction.ts';
export { moduleDigest } from './model/moduleModel.ts';
export { type UpdatedEnsemble } from './threads/ensembleUpdater.ts';
export { createForwardPool, outputsOf, type ForwardPool, type ForwardPoolOptions } from './threads/forwardPool.ts';
export { type BaselineOutcome } from './threads/messages.ts';
export { createSharedBuffers, type SharedBuffers } from './threads/sharedBuffers.ts';
