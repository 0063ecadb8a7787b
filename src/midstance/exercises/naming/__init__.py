"""Which exercise a set of repetitions is."""
