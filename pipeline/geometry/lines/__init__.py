"""From lines of a drawing to walls, openings and rooms: noded, healed, closed, told apart."""
