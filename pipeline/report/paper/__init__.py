"""Documents for paper: blocks of words and tables, and the kinds of file that they become."""
