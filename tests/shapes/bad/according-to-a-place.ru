# a fact can only be according to a person, organization, group or country
INSERT DATA { fact:f13a af:accordingTo ent:strasbourg }
