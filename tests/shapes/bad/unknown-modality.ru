# a fact needs one modality of the seven
DELETE DATA { fact:f13a af:modality af:ongoing } ;
INSERT DATA { fact:f13a af:modality af:imagined }
