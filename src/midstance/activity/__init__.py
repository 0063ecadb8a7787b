"""What people do in pictures: the data set, the two-stage classifier, and its use."""
