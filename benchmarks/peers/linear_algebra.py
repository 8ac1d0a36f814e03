"""One operation of numpy or scipy on n x n matrices: the fastest of the ways that they offer."""

import numpy as np
from scipy import linalg
from scipy.linalg import blas, lapack

from clock import Work, fastest
from draws import drawn, norm


def positive_definite(n):
    g = drawn(1, 1, n, n)
    return g @ g.T / n + np.eye(n)


def repeated(call):
    kept = []

    def keep():
        kept[:] = [call()]

    return Work(keep, lambda: norm(kept[0]))


def gemm(n):
    a, b = drawn(1, 1, n, n), drawn(2, 1, n, n)
    into = np.empty((n, n))
    return [("numpy.matmul", lambda: repeated(lambda: np.matmul(a, b, out=into)))]


def symmetric(lower):
    return np.tril(lower) + np.tril(lower, -1).T


def syrk(n):
    a = drawn(1, 1, n, n)
    columns = np.asfortranarray(a)

    def half():
        work = repeated(lambda: blas.dsyrk(1.0, columns, lower=1))
        return Work(work.call, lambda: norm(symmetric(blas.dsyrk(1.0, columns, lower=1))))

    return [
        ("scipy.linalg.blas.dsyrk, one triangle", half),
        ("numpy a @ a.T, both triangles", lambda: repeated(lambda: a @ a.T)),
    ]


def cholesky(n):
    a = positive_definite(n)
    columns = np.asfortranarray(a)
    return [
        ("numpy.linalg.cholesky", lambda: repeated(lambda: np.linalg.cholesky(a))),
        ("scipy.linalg.cholesky", lambda: repeated(lambda: linalg.cholesky(a, lower=True, check_finite=False))),
        ("scipy.linalg.lapack.dpotrf", lambda: repeated(lambda: lapack.dpotrf(columns, lower=1, clean=1)[0])),
    ]


def triangular_solve(n):
    lower, b = linalg.cholesky(positive_definite(n), lower=True), drawn(2, 1, n, n)
    lower_columns, b_columns = np.asfortranarray(lower), np.asfortranarray(b)
    solve = linalg.solve_triangular
    return [
        ("scipy.linalg.solve_triangular", lambda: repeated(lambda: solve(lower, b, lower=True, check_finite=False))),
        (
            "scipy.linalg.solve_triangular, columns",
            lambda: repeated(lambda: solve(lower_columns, b_columns, lower=True, check_finite=False)),
        ),
        (
            "scipy.linalg.blas.dtrsm",
            lambda: repeated(lambda: blas.dtrsm(1.0, lower_columns, b_columns, lower=1)),
        ),
    ]


OPERATIONS = {"gemm": gemm, "syrk": syrk, "cholesky": cholesky, "triangular-solve": triangular_solve}


def prepare(work):
    return fastest(OPERATIONS[work["operation"]](work["n"]))
