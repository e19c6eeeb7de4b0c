"""Clauses beyond coverage, one module for each rule."""
