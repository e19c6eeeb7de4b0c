"""The command line: one module for each command, which parses, calls a workflow and prints."""
