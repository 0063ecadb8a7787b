from midstance.drawing.colours import LEFT, RIGHT, SIDE_COLOURS, css


def luminance(colour):
    linear = [
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4
        for c in (value / 255 for value in colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_side_has_its_colour():
    assert SIDE_COLOURS == {"left": LEFT, "right": RIGHT}


def test_the_sides_differ_in_grey_print_too():
    light, dark = sorted((luminance(LEFT), luminance(RIGHT)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) > 1.25


def test_a_colour_is_written_in_six_digits():
    assert css((0, 10, 255)) == "#000aff"
