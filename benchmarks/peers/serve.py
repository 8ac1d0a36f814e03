"""The Python side of the bench's protocol (harness/processContender.ts): one work, timed on request."""

import json
import sys
from importlib import import_module
from importlib.metadata import version

from clock import timed, warm_up

MODULES = {"forward": "forward", "linear-algebra": "linear_algebra", "analysis": "analysis"}
PACKAGES = ("numpy", "scipy")


def answer(**message):
    print(json.dumps(message), flush=True)


def detail_of(work, taken):
    packages = (work["peer"],) if work.get("peer") not in (None, "numpy") else PACKAGES
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    return f"{versions}; {taken}"


def main():
    work = repetitions = None
    for line in sys.stdin:
        message = json.loads(line)
        if message["type"] == "prepare":
            taken, work = import_module(MODULES[message["work"]["work"]]).prepare(message["work"])
            repetitions = warm_up(work)
            checksum = {} if work.checksum is None else {"checksum": work.checksum()}
            answer(detail=detail_of(message["work"], taken), **checksum)
        else:
            answer(seconds=timed(work, repetitions))


main()
