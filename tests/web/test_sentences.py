from midstance.web.sentences import of_problem


def test_a_long_input_is_cut():
    problem = {"loc": ("body", "name"), "msg": "Too long", "input": "x" * 10_000}
    assert len(of_problem(problem)) < 150


def test_a_problem_of_the_whole_is_said_without_a_place():
    assert of_problem({"loc": ("body",), "msg": "Wrong"}) == "Wrong."
