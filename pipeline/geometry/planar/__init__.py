"""Boundaries noded, faces found and rings traced without GEOS, for plans of the usual size."""
