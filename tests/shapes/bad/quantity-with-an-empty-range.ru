# the lower bound of a quantity lies above the upper one
DELETE { ?quantity af:number 3 } INSERT { ?quantity af:above 3 ; af:most 3 } WHERE { fact:f11m af:object ?quantity }
