"""Drawings of buildings, read into strokes, texts and shapes: one module for each kind of file."""
