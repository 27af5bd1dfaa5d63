# a fact needs one object, an IRI, or one value, a literal
DELETE DATA { fact:f13a af:object ent:ccpe }
