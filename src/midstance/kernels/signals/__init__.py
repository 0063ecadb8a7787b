"""Signals over time: gaps, filters, cycles, phase."""
