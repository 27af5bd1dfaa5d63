# the evidence of a fact comes from one article
INSERT { fact:f13a af:evidence ?quote } WHERE { ?quote af:inArticle <https://example.org/article-facts/article/benin-nigeria-afcfta> }
