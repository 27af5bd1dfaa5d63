# a fact is written down by a person, an organization or software
INSERT DATA { fact:f11m <http://www.w3.org/ns/prov#wasAttributedTo> <urn:x> . <urn:x> a af:Place ; rdfs:label "x" }
