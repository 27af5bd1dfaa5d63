# a fact that is negated or not realized is also asserted as a plain triple
INSERT DATA { ent:regional-office-kazakhstan af:bodyOf ent:council-of-europe }
