# a fact needs one predicate, an IRI
INSERT DATA { fact:f13a af:predicate af:memberOf }
