# Node <https://example.org/article-facts/article/kazakhstan-council-of-europe/fact/f13a> must conform to exactly one
DELETE DATA { fact:f13a af:object ent:ccpe }
