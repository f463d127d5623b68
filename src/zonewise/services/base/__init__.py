"""What every service needs: the diary, the clock, the protocol, and today's guidance."""
