"""Times calls as ours/clock.ts does, and picks the fastest of several ways to do one work."""

import math
import time

WARM_UP_SECONDS = 0.4
LEAST_WARM_UPS = 2
TIMED_SECONDS = 0.12
TRIAL_SECONDS = 0.1
HOPELESS = 2  # a first call that takes so many times the best is no candidate


class Work:
    """call() is timed; before(), if any, runs before each timed call, outside of the timing."""

    def __init__(self, call, checksum=None, before=None):
        self.call = call
        self.checksum = checksum
        self.before = before


def timed(work, repetitions=1):
    seconds = 0.0
    if work.before is None:
        began = time.perf_counter()
        for _ in range(repetitions):
            work.call()
        return (time.perf_counter() - began) / repetitions
    for _ in range(repetitions):
        work.before()
        began = time.perf_counter()
        work.call()
        seconds += time.perf_counter() - began
    return seconds / repetitions


def warm_up(work):
    """Returns how many calls fill the timed span."""
    best, spent, calls = math.inf, 0.0, 0
    while calls < LEAST_WARM_UPS or spent < WARM_UP_SECONDS:
        seconds = timed(work)
        best, spent, calls = min(best, seconds), spent + seconds, calls + 1
    return max(1, math.ceil(TIMED_SECONDS / best))


def fastest(candidates):
    """candidates: (name, () -> Work) pairs. Returns (name, work) of the one with the least time of a few calls."""
    best = (math.inf, None, None)
    for name, make in candidates:
        work = make()
        seconds, spent = timed(work), 0.0
        while spent < TRIAL_SECONDS and seconds < HOPELESS * best[0]:
            last = timed(work)
            seconds, spent = min(seconds, last), spent + last
        if seconds < best[0]:
            best = (seconds, name, work)
    return best[1], best[2]
