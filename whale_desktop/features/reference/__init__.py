"""What every domain looks up: currencies, exchange channels, calendars, parameters and reference rates with their history."""
