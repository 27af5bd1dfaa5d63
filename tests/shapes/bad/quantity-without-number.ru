# a quantity has a number, or bounds
DELETE { ?quantity af:number 3 } WHERE { fact:f11m af:object ?quantity }
