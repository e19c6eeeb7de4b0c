"""Receivers of events and faults: one module for each kind of them."""
