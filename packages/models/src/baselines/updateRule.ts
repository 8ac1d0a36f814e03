/** How a gradient changes the parameters. Each rule keeps its own state; both vectors have length Nm. */

/** Changes `parameters` in place. */
export type UpdateRule = (parameters: Float64Array, gradient: Float64Array) => void;

/** theta <- theta - eta g. */
export function createDescentRule(learningRate: number): UpdateRule {
  return (parameters, gradient) => {
    for (let i = 0; i < parameters.length; i++) parameters[i] -= learningRate * gradient[i];
  };
}

/** Heavy ball (Polyak 1964): v <- mu v - eta g, theta <- theta + v. */
export function createMomentumRule(learningRate: number, momentum: number, count: number): UpdateRule {
  const velocity = new Float64Array(count);
  return (parameters, gradient) => {
    for (let i = 0; i < count; i++) {
      velocity[i] = momentum * velocity[i] - learningRate * gradient[i];
      parameters[i] += velocity[i];
    }
  };
}

const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-8;

/**
 * Adam (Kingma & Ba 2015, algorithm 1) with their defaults beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8:
 *
 *   m <- b1 m + (1 - b1) g,  v <- b2 v + (1 - b2) g^2,  theta <- theta - eta mhat / (sqrt(vhat) + epsilon),
 *   mhat = m / (1 - b1^n),   vhat = v / (1 - b2^n)
 * @param learningRate eta of update n, counted from 0
 */
export function createAdamRule(learningRate: (update: number) => number, count: number): UpdateRule {
  const first = new Float64Array(count);
  const second = new Float64Array(count);
  let update = 0;
  return (parameters, gradient) => {
    const rate = learningRate(update++) / (1 - BETA_1 ** update);
    const correction = 1 / (1 - BETA_2 ** update);
    for (let i = 0; i < count; i++) {
      const g = gradient[i];
      first[i] = BETA_1 * first[i] + (1 - BETA_1) * g;
      second[i] = BETA_2 * second[i] + (1 - BETA_2) * g * g;
      parameters[i] -= (rate * first[i]) / (Math.sqrt(correction * second[i]) + EPSILON);
    }
  };
}

/** eta_n = eta (1 + cos(pi n / N)) / 2 (Loshchilov & Hutter 2017, eq. 5, without restarts). */
export function cosineDecay(learningRate: number, updates: number): (update: number) => number {
  return (update) => (learningRate * (1 + Math.cos((Math.PI * update) / updates))) / 2;
}
