# the subject or object of the fact does not fit the domain or range of its predicate
DELETE DATA { fact:f13a af:subject ent:kazakhstan } ;
INSERT DATA { fact:f13a af:subject ent:strasbourg }
