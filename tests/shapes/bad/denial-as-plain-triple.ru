# a fact that is negated or not realized is also asserted as a plain triple
INSERT DATA { ent:kazakhstan af:memberOf ent:council-of-europe }
