"""What a box of a training picture is: 0 fills up a batch."""

PERSON = 1

IGNORED = 2
"""Neither a person nor background: a crowd, someone of whom too little is seen, a suspicion."""
