"""The timeline between a buyer and a shop: who said what, and the one holder who may answer. Stays stupid."""
