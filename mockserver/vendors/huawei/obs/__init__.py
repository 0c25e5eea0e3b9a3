"""The outbound family (CTI-OBS and iSales campaigns); ``operations`` has its table."""
