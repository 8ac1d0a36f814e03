/**
 * What a forward model is to its evaluator: parameters of one member -> predicted data on the chosen points.
 * A network and a user's function behind the same shape.
 */
import type { Matrix } from '@enkit/numerics';

/** What a user's forward function is told beside the parameters. */
export interface ForwardContext {
  /** M x nIn, the points to predict; M x 0 for a model without inputs. */
  readonly inputs: Matrix;
  /** Id of the member. */
  readonly member: number;
  readonly step: number;
  /** Seed of the ensemble, for a model with randomness of its own: derive streams from (seed, step, member). */
  readonly seed: number;
}

/**
 * A user's forward model g. Returns the predicted data, points x outputs, point-major. It may return a promise, throw, or
 * return a value that is not finite: the member then fails, the others go on.
 */
export type ForwardFunction = (
  parameters: Float64Array,
  context: ForwardContext,
) => ArrayLike<number> | Promise<ArrayLike<number>>;

/** Writes one member's predicted data; true when it is known that all of them are finite. Throws MemberError when the model fails. */
export type Forward = (
  parameters: Float64Array | Float32Array,
  context: ForwardContext,
  into: Float64Array,
) => boolean | Promise<void>;
