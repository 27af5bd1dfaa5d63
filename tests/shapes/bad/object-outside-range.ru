# the subject or object of the fact does not fit the domain or range of its predicate
DELETE DATA { fact:f13a af:object ent:ccpe } ;
INSERT DATA { fact:f13a af:object ent:roman-vassilenko }
