# numbers in a base unit need the base unit
INSERT { ?quantity af:baseNumber 3.0 } WHERE { fact:f11m af:object ?quantity }
