# a fact needs one modality of the nine
DELETE DATA { fact:f13a af:modality af:ongoing } ;
INSERT DATA { fact:f13a af:modality af:imagined }
