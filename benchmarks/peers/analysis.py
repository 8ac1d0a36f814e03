"""
One whole analysis step (perturbations drawn, ensemble updated) of pyesmda, iterative_ensemble_smoother and numpy.

Layout of all three: X (Nm, Ne), Y (Nd, Ne). Each is tried with its settings; the fastest is what is timed. What a step
overwrites is put back between the timed calls, outside of the timing.
"""

import numpy as np
from scipy import linalg

from clock import Work, fastest
from draws import drawn

OBSERVATION_ERROR = 0.3
BLOCK = 1024  # parameters at a time, where memory counts


class Problem:
    def __init__(self, work):
        self.parameters, self.members, self.data = work["parameters"], work["members"], work["data"]
        self.dtype, self.frugal = work["dtype"], work.get("frugal", False)
        self.X = np.ascontiguousarray(drawn(1, 1, self.members, self.parameters, self.dtype).T)
        self.Y = np.ascontiguousarray(drawn(2, 1, self.members, self.data).T)
        self.d = drawn(3, 1, 1, self.data)[0]
        self.variances = np.full(self.data, OBSERVATION_ERROR**2)


def pyesmda(problem):
    """`ESMDA.solve` without the forward model and without its clipping to bounds, of which there are none."""
    from covmats import CovViaDiagonal
    from pyesmda import ESMDA

    def step(inversion, truncation):
        def make():
            smoother = ESMDA(
                problem.d,
                problem.X,
                CovViaDiagonal(problem.variances),
                lambda _: problem.Y,
                n_assimilations=1,
                inversion_type=inversion,
                truncation=truncation,
                batch_size=problem.parameters,
                random_state=np.random.default_rng(1),
            )
            smoother.d_pred = problem.Y

            def call():
                smoother._pertrub(1.0)
                smoother._analyse(1.0)

            return Work(call)

        return make

    if problem.frugal:
        return [("cholesky", step("cholesky", 1.0))]
    exact = [(kind, step(kind, 1.0)) for kind in ("naive", "cholesky", "woodbury")]
    truncated = [
        (f"{kind}, truncation 0.99", step(kind, 0.99)) for kind in ("rescaled", "subspace", "subspace_rescaled")
    ]
    return exact + truncated


def iterative_ensemble_smoother(problem):
    from iterative_ensemble_smoother import ESMDA

    # What is overwritten is put back, unless memory is measured: then one ensemble must do.
    X, Y = (problem.X, problem.Y) if problem.frugal else (problem.X.copy(), problem.Y.copy())

    def step(truncation, overwrite):
        def make():
            smoother = ESMDA(problem.variances, problem.d, alpha=np.array([1.0]), seed=1)

            def before():
                smoother.iteration = -1
                if overwrite and not problem.frugal:
                    np.copyto(X, problem.X)
                    np.copyto(Y, problem.Y)

            def call():
                smoother.prepare_assimilation(Y=Y, truncation=truncation, overwrite=overwrite)
                smoother.assimilate_batch(X=X, overwrite=overwrite)

            return Work(call, before=before)

        return make

    if problem.frugal:
        return [("truncation 0.99, overwrite=True", step(0.99, True))]
    return [
        (f"truncation {truncation}, overwrite={overwrite}", step(truncation, overwrite))
        for truncation in (0.9, 0.99, 1.0)
        for overwrite in (True, False)
    ]


def numpy_routes(problem):
    """The textbook step, well written: Cholesky, no inverse, no new memory for the ensemble, each order of products."""
    X, Y, dtype = problem.X, problem.Y, problem.dtype
    Ne, Nd = problem.members, problem.data
    updated = None if problem.frugal else np.empty_like(X)
    rng = np.random.default_rng(1)
    options = {"check_finite": False}

    def anomalies_and_innovations():
        z = rng.standard_normal((Nd, Ne))
        S = (Y - Y.mean(axis=1, keepdims=True)) / (OBSERVATION_ERROR * np.sqrt(Ne - 1))
        return S, (problem.d[:, None] - Y) / OBSERVATION_ERROR + z

    def solved(C, right):
        C.flat[:: len(C) + 1] += 1
        return linalg.cho_solve(linalg.cho_factor(C, lower=True, overwrite_a=True, **options), right, **options)

    # S has no mean over the members, so that X need not be centred, and X + X T = X (I + T) is one product.
    def transform_by(T):
        T /= np.sqrt(Ne - 1)
        T.flat[:: Ne + 1] += 1
        if problem.frugal:
            for start in range(0, len(X), BLOCK):
                X[start : start + BLOCK] = X[start : start + BLOCK] @ T
        else:
            np.matmul(X, T.astype(dtype), out=updated)

    def transform():
        S, D = anomalies_and_innovations()
        transform_by(S.T @ solved(S @ S.T, D))

    def ensemble():
        S, D = anomalies_and_innovations()
        transform_by(solved(S.T @ S, S.T @ D))

    def gain():
        S, D = anomalies_and_innovations()
        K = X @ (S.T / np.sqrt(Ne - 1)).astype(dtype)
        np.matmul(K, solved(S @ S.T, D).astype(dtype), out=updated)
        np.add(updated, X, out=updated)

    if problem.frugal:
        return [("transform, data space, in blocks", lambda: Work(transform))]
    routes = {"transform, data space": transform, "gain, data space": gain, "transform, ensemble space": ensemble}
    return [(name, lambda route=route: Work(route)) for name, route in routes.items()]


PEERS = {"pyesmda": pyesmda, "iterative_ensemble_smoother": iterative_ensemble_smoother, "numpy": numpy_routes}


def prepare(work):
    return fastest(PEERS[work["peer"]](Problem(work)))
