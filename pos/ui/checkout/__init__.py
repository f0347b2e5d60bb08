"""Sell screen: from the first scan to PAY."""
