# a fact needs one subject, an IRI
DELETE DATA { fact:f13a af:subject ent:kazakhstan }
