"""Numbers that come back: lines of tally sheets, read strictly, put together, added up."""
