# the quote, or what stands around it, is not the text of the article at its offsets
DELETE { ?quote oa:suffix ?words } INSERT { ?quote oa:suffix "nothing of the kind" }
WHERE { fact:f13a af:evidence ?quote . ?quote oa:suffix ?words }
