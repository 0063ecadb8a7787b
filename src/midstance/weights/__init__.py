"""Weights of networks: published ones and the user's own."""
