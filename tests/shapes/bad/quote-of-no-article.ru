# a quote stands in one article
DELETE { ?quote af:inArticle ?article } WHERE { fact:f13a af:evidence ?quote . ?quote af:inArticle ?article }
