"""Forward passes of a whole ensemble with numpy: members in chunks, the first layer of a chunk as one product."""

import numpy as np

from clock import Work, fastest
from draws import drawn, norm

CHUNKS = (1, 2, 5, 10, 20, 50, 100, 200)


def split(parameters, layers):
    """Weights (members, fanOut, fanIn) and biases (members, fanOut, 1) of each layer; views of the parameters."""
    offset, blocks = 0, []
    for fan_in, fan_out in zip(layers, layers[1:]):
        weights = parameters[:, offset : offset + fan_out * fan_in].reshape(-1, fan_out, fan_in)
        offset += fan_out * fan_in
        blocks.append((weights, parameters[:, offset : offset + fan_out, None]))
        offset += fan_out
    return blocks


def activate(values, activation):
    if activation == "tanh":
        np.tanh(values, out=values)
    else:
        np.maximum(values, 0, out=values)


def passes(parameters, inputs, layers, activation, chunk):
    """A call that evaluates every member on features-major inputs (nIn, points), and its predictions."""
    members, points = len(parameters), inputs.shape[1]
    buffers = [np.empty((chunk, units, points), parameters.dtype) for units in layers[1:]]
    predicted = np.empty((members, layers[-1], points), parameters.dtype)
    blocks = split(parameters, layers)
    first = np.ascontiguousarray(blocks[0][0])  # one product for the whole chunk needs its weights side by side

    def call():
        for start in range(0, members, chunk):
            stop = min(start + chunk, members)
            count, values = stop - start, inputs
            for layer, (weights, bias) in enumerate(blocks):
                out = predicted[start:stop] if layer == len(blocks) - 1 else buffers[layer][:count]
                if layer == 0 and layers[0] == 1:
                    np.multiply(first[start:stop], inputs, out=out)
                elif layer == 0:
                    stacked = first[start:stop].reshape(-1, layers[0])
                    np.matmul(stacked, inputs, out=out.reshape(-1, points))
                else:
                    np.matmul(weights[start:stop], values, out=out)
                out += bias[start:stop]
                if layer < len(blocks) - 1:
                    activate(out, activation)
                values = out

    return Work(call, lambda: norm(predicted))


def prepare(work):
    layers, members, points = work["layers"], work["members"], work["points"]
    count = sum(fan_out * (fan_in + 1) for fan_in, fan_out in zip(layers, layers[1:]))
    parameters = drawn(1, work["weightScale"], members, count, work["dtype"])
    inputs = np.ascontiguousarray(drawn(2, 6, points, layers[0], work["dtype"]).T)
    whole = work["chunk"] == "whole"
    chunks = [members] if whole else [chunk for chunk in CHUNKS if chunk <= members]
    candidates = [
        (f"chunks of {chunk}", lambda chunk=chunk: passes(parameters, inputs, layers, work["activation"], chunk))
        for chunk in chunks
    ]
    return fastest(candidates)
