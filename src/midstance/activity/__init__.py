"""What people do in images: the data set, the two-stage classifier, and its use."""
