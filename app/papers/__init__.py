"""文书: added to the file of a case, read, put in order, made final, replaced, struck out."""
