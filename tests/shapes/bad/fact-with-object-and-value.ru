# a fact needs one object, an IRI, or one value, a literal
INSERT DATA { fact:f13a af:value "CCPE" }
