"""Receipt screen, and the paper that receipts and reports are drawn on."""
