# the quote, or what stands around it, is not the text of the article at its offsets
DELETE { ?quote oa:exact ?words } INSERT { ?quote oa:exact ?changed }
WHERE { fact:f13a af:evidence ?quote . ?quote oa:exact ?words . BIND (REPLACE(?words, "2015", "2016") AS ?changed) }
