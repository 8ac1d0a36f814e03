"""The numbers of ours/draws.ts: a 32-bit hash of the position, uniform over [-scale / 2, scale / 2)."""

import numpy as np


def drawn(seed, scale, rows, columns, dtype="float64"):
    h = np.arange(rows * columns, dtype=np.uint32)
    h += np.uint32((seed * 0x9E3779B9) & 0xFFFFFFFF)
    h ^= h >> np.uint32(16)
    h *= np.uint32(0x85EBCA6B)
    h ^= h >> np.uint32(13)
    h *= np.uint32(0xC2B2AE35)
    h ^= h >> np.uint32(16)
    values = h / 2.0**32
    values -= 0.5
    values *= scale
    return values.reshape(rows, columns).astype(dtype, copy=False)


def norm(values):
    return float(np.linalg.norm(np.asarray(values, dtype="float64").ravel()))
