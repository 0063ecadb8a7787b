"""Events of the average stride: the readers that vote, and the consensus."""
