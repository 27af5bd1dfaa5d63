# a quantity needs one unit
DELETE { ?quantity af:unit ?unit } WHERE { fact:f11m af:object ?quantity . ?quantity af:unit ?unit }
