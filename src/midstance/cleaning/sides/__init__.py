"""Which of two limbs is which, and where each must be."""
