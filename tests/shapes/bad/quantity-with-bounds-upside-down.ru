# the lower bound of a quantity lies above the upper one
DELETE { ?quantity af:number 3 } INSERT { ?quantity af:least 7.5 ; af:most 5 } WHERE { fact:f11m af:object ?quantity }
