"""The draws on which, most likely, the scores of the noisy cases were set: numpy's PCG64, seeds 10000 to 10009, x before the noise.

    python3 draw.py > noisyDraws.csv        (numpy 2.4)
"""

import numpy

print("seed,uniform,normal")
for seed in range(10):
    stream = numpy.random.default_rng(10000 + seed)
    uniform, normal = stream.uniform(-1, 1, 100), stream.standard_normal(100)
    for u, z in zip(uniform.tolist(), normal.tolist()):
        print(f"{seed},{u!r},{z!r}")
