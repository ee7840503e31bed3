"""The demo: invented goods, places, people and orders, put into a database of their own."""
