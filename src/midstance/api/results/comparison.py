"""`Analysis.compare`: what changed between two analyses, against the noise."""

from midstance.findings.comparison import compare

__all__ = ["compare"]
