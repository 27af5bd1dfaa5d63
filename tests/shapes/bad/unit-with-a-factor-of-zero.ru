# a factor is a positive decimal
INSERT { ?unit af:factor 0.0 ; af:baseUnit <urn:x> } WHERE { fact:f11m af:object/af:unit ?unit }
