"""Networks in the TensorFlow Lite format, shortened without any library of it."""

import struct


def keep_outputs(network: bytes, outputs: tuple[int, ...]) -> bytes:
    """Return a TensorFlow Lite network that computes only some of its outputs.

    Parameters
    ----------
    network
        A ``.tflite`` file with one graph.
    outputs
        Positions of the outputs to keep, in their order.

    Notes
    -----
    The file is a FlatBuffer [1]_. The lists of outputs and of operators are
    shortened where they stand, and nothing else is touched. So the result is
    the same to the byte whatever library version made it, and the outputs that
    stay are the same to the bit.

    References
    ----------
    .. [1] ``schema.fbs`` of TensorFlow Lite, version 3: ``Model.subgraphs`` is
       field 2; ``SubGraph.outputs`` and ``.operators`` are fields 2 and 3;
       ``Operator.inputs`` and ``.outputs`` are fields 1 and 2.

    """
    from flatbuffers.table import Table

    data = bytearray(network)

    def vector(table: Table, number: int) -> tuple[int, int]:
        offset = table.Offset(4 + 2 * number)
        return (table.Vector(offset), table.VectorLen(offset)) if offset else (0, 0)

    def numbers(table: Table, number: int) -> tuple[int, ...]:
        start, n = vector(table, number)
        return struct.unpack_from(f"<{n}i", data, start)

    model = Table(data, struct.unpack_from("<I", data, 0)[0])
    graph = Table(data, model.Indirect(vector(model, 2)[0]))
    tensors = numbers(graph, 2)
    kept = [tensors[position] for position in outputs]

    start, n = vector(graph, 3)
    places = [graph.Indirect(start + 4 * number) for number in range(n)]
    needed, operators = set(kept), []
    for place in reversed(places):
        operator = Table(data, place)
        if needed.intersection(numbers(operator, 2)):
            needed.update(numbers(operator, 1))
            operators.append(place)
    struct.pack_into("<I", data, start - 4, len(operators))
    for number, place in enumerate(reversed(operators)):
        slot = start + 4 * number
        struct.pack_into("<I", data, slot, place - slot)

    start, _ = vector(graph, 2)
    struct.pack_into(f"<I{len(kept)}i", data, start - 4, len(kept), *kept)
    return bytes(data)
