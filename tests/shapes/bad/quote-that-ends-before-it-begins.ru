# a quote needs a start before its end
DELETE { ?quote oa:end ?end } INSERT { ?quote oa:end "0"^^xsd:nonNegativeInteger }
WHERE { fact:f13a af:evidence ?quote . ?quote oa:end ?end }
