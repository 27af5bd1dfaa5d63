# a fact needs evidence: a quote of the article
DELETE { ?fact af:evidence ?quote } WHERE { BIND (fact:f13a AS ?fact) ?fact af:evidence ?quote }
