"""Where cameras would have to hang, found by trying them on the plan."""
