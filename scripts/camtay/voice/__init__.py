"""Lines read aloud: the sheet for a speaker, what comes back from a phone, who has listened, and what a machine says meanwhile."""
