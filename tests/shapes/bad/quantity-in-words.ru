# a quantity's number is an integer, a decimal or a double
DELETE { ?quantity af:number 3 } INSERT { ?quantity af:number "three" } WHERE { fact:f11m af:object ?quantity }
