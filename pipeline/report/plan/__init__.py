"""The parts of a plan's picture: sheet, layers, marks, names and legend."""
