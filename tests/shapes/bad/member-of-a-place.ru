# the subject or object of the fact is of none of the classes that its predicate includes
DELETE DATA { fact:f04e af:object ent:council-of-europe } ;
INSERT DATA { fact:f04e af:object ent:strasbourg }
