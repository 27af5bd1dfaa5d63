# an inferred fact needs a note that says what was inferred
DELETE { ?fact rdfs:comment ?note } WHERE { BIND (fact:f04e AS ?fact) ?fact rdfs:comment ?note }
