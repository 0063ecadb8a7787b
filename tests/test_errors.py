from midstance import errors


def test_all_errors_have_one_base():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    assert all(issubclass(kind, errors.MidstanceError) for kind in kinds)


def test_the_tree_in_the_docstring_names_every_error():
    kinds = [name for name, kind in vars(errors).items() if isinstance(kind, type)]
    assert all(name in errors.__doc__ for name in kinds)
