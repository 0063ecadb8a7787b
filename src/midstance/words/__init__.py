"""What a person reads, in their language: catalogues, numbers and dates."""
