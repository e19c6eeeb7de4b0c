"""The colours that all drawings share."""

INK = "#222222"
NAVY = "#12427a"
