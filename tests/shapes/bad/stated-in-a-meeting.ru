# a fact can only be stated in an utterance
INSERT DATA { fact:f13a af:statedIn own:gr-ext-meeting }
