"""Filming with a phone: it sends videos, and reaches nothing else."""
