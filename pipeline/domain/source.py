"""How far what a clause says was checked against a primary text."""

from typing import Literal

Source = Literal["found", "recalled", "assumed", "user"]
"""`found` was read in a primary text; `recalled` was not looked up again; `assumed` is our own."""
