# confidence is a decimal from 0 to 1
INSERT DATA { fact:f13a af:confidence 1.2 }
