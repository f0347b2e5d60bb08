"""Pay screen: tenders until nothing is due."""
