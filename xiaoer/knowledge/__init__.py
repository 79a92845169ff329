"""What a shop knows: its products with everything written about them, its FAQ, its promotions."""
