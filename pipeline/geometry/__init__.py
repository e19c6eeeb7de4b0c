"""Exact plane geometry: meshes of free space, visibility, openings and folds of regions."""
