import numpy as np

from midstance.weights.tflite import keep_outputs


def run_network(data):
    from ai_edge_litert.interpreter import Interpreter

    network = Interpreter(model_content=data)
    network.allocate_tensors()
    network.set_tensor(
        network.get_input_details()[0]["index"],
        np.array([[1, -2, 3, -4]], np.float32),
    )
    network.invoke()
    # The list of private operators is the only way to see what is computed.
    n_steps = len(
        [step for step in network._get_ops_details() if step["op_name"] != "DELEGATE"]
    )
    outputs = {
        detail["name"]: network.get_tensor(detail["index"]).tolist()
        for detail in network.get_output_details()
    }
    return outputs, n_steps


def test_a_cut_network_gives_the_same_values_in_fewer_steps(two_output_network):
    whole = two_output_network
    assert run_network(whole) == (
        {"negative": [[-1, 2, -3, 4]], "positive": [[1, -2, 3, -4]]},
        2,
    )
    assert run_network(keep_outputs(whole, (0,))) == (
        {"negative": [[-1, 2, -3, 4]]},
        1,
    )


def test_steps_that_a_kept_output_needs_are_kept(two_output_network):
    outputs, n_steps = run_network(keep_outputs(two_output_network, (1,)))
    assert outputs == {"positive": [[1, -2, 3, -4]]}
    assert n_steps == 2
