"""A covered site held against its profile."""
