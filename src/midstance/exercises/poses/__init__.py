"""Poses told by labelled ones: samples, embedding, nearest neighbours."""
