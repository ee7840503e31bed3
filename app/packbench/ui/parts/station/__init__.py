"""What full-screen stations are made of: the packing bench and the receiving dock."""
