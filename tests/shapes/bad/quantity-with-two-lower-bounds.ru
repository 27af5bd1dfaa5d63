# a quantity has two bounds on one side
DELETE { ?quantity af:number 3 } INSERT { ?quantity af:least 3 ; af:above 3 } WHERE { fact:f11m af:object ?quantity }
