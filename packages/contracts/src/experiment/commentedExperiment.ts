/** The experiment that `enkit init` writes: a noisy sine learned by EKI, with a word on every key that one may turn. */

/** @param schema where the editor finds the JSON Schema, relative to the file */
export function commentedExperiment(schema = './experiment.schema.json'): string {
  return `# yaml-language-server: $schema=${schema}
#
# An EnKit experiment: from this one file a run follows to the last bit.
#   enkit validate FILE     checks it
#   enkit run FILE          runs it
#   enkit compare FILE      runs the methods of "compare" beside it

# Names the run's folder: lower-case letters, digits and hyphens.
name: first-sine

# The score that it must reach; the report says whether it did.
expected:
  - { metric: rmse.test, atMost: 0.03 }

# What is learned from. Others: mexican-hat, sinc, sine-stream (observed point by point), file (a table of yours),
# observations (of a model that needs no inputs).
data:
  source: sine
  count: 100 # training points
  noise: 0.05 # standard deviation of the noise on their targets

# The forward model whose parameters are estimated: here a network of one input, ten hidden units and one output. With
# type: module it is a function in a file of yours.
model:
  type: mlp
  hidden: [10]
  activation: tanh

# eki:    all observations in every step; the length of a step follows from the misfit.
# es-mda: the same with a planned list of alphas (steps: 16, alpha: geometric), with sum 1/alpha = 1.
# enkf:   one pass, each observation assimilated as it arrives.
method:
  type: eki
  relaxation: 8 # longer steps (64) fit noise-free data to the last digit, and noise as well
  stop:
    steps: 100 # at most
    inverseAlphaSum: 1 # the observations then count once, with the error below
  observationError:
    sd: 0.05 # how far an observation may lie from the truth; without it data.noise
    scale: 0.2 # a factor on it, found by trial: a smaller one follows the data more closely

# The members. More of them cost time and reduce the sampling error; about as many as observations is a good start.
ensemble:
  size: 100
  seed: 1 # every draw follows from it
  prior:
    centre: 1 # a random centre that all members share; with 0 a network cannot learn its hidden weights
    spread: 0.7 # how far the members lie around it

# What "enkit compare" runs beside it. Judge by a tuned Adam, not by plain gradient descent.
compare:
  adam:
    learningRate: 0.01
    epochs: 5000
  gradient-descent: {}

# Where members are evaluated: by default on threads of this process, one per core.
# evaluation:
#   threads: 4
#   queue:
#     redis: redis://localhost:6379 # on enkit-worker processes instead

outputs:
  directory: runs
`;
}
