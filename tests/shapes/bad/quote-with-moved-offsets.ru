# the quote, or what stands around it, is not the text of the article at its offsets
DELETE { ?quote oa:start ?start ; oa:end ?end } INSERT { ?quote oa:start ?from ; oa:end ?to }
WHERE { fact:f13a af:evidence ?quote . ?quote oa:start ?start ; oa:end ?end .
  BIND (STRDT(STR(?start + 1), xsd:nonNegativeInteger) AS ?from) BIND (STRDT(STR(?end + 1), xsd:nonNegativeInteger) AS ?to) }
